import { Skeleton, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useSite } from "../../api/site.ts";
import { Failure } from "../../parts/failure.tsx";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { Actions } from "./actions.tsx";
import { SourceFacts } from "./facts.tsx";
import { Change } from "./form/change.tsx";
import { SourceHead } from "./head.tsx";
import { Messages } from "./messages/messages.tsx";
import { type Platform, platformsQuery, type Source, sourceQuery } from "./queries.ts";
import { SetUp } from "./setting-up/set-up.tsx";
import { type Tested, TestResult } from "./test-result.tsx";

const TABS = ["messages", "set-up", "settings"] as const;

/** One source: how it stands, what came, how it is set up, what can be changed. */
export function SourcePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const source = useQuery(sourceQuery(useSite(), id));
  const platforms = useQuery(platformsQuery);
  const error = source.error ?? platforms.error;
  const platform = platforms.data?.find(({ name }) => name === source.data?.platform);
  if (source.data !== undefined && platform !== undefined) return <Whole source={source.data} platform={platform} />;
  if (error === null) return <Skeleton h={480} aria-label="Loading" />;
  return (
    <>
      <PageTitle title="Source" />
      <Failure error={error} title="The source could not be read" />
    </>
  );
}

function Whole({ source, platform }: { source: Source; platform: Platform }) {
  const { values, set } = useFilters();
  const [tested, setTested] = useState<Tested | null>(null);
  const tab = TABS.find((one) => one === values.tab) ?? "messages";
  return (
    <>
      <SourceHead source={source} platform={platform}>
        <Actions source={source} platform={platform} onTested={setTested} />
      </SourceHead>
      <Stack>
        {tested !== null && <TestResult source={source} tested={tested} onClose={() => setTested(null)} />}
        <SourceFacts source={source} platform={platform} />
        <Tabs
          value={tab}
          keepMounted={false}
          onChange={(value) => set({ tab: value === "messages" ? undefined : (value ?? undefined) })}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="messages">Messages</Tabs.Tab>
            <Tabs.Tab value="set-up">Set up</Tabs.Tab>
            <Tabs.Tab value="settings">Settings</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="messages">
            <Messages source={source} />
          </Tabs.Panel>
          <Tabs.Panel value="set-up">
            <SetUp source={source} platform={platform} />
          </Tabs.Panel>
          <Tabs.Panel value="settings">
            <Change source={source} platform={platform} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  );
}
