import { Anchor, Group, Skeleton, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { keepSite } from "../../../parts/keep-site.ts";
import { PageTitle } from "../../../parts/page-title.tsx";
import { webhookQuery } from "../queries.ts";
import { SetUp } from "../setting-up/set-up.tsx";
import { shortNameOf } from "../short-name.ts";
import { Actions } from "./actions.tsx";
import { Change } from "./change.tsx";
import { WebhookFacts } from "./facts.tsx";
import { Figures } from "./figures.tsx";
import { Log } from "./log.tsx";
import { NewSecret } from "./new-secret.tsx";
import { TestResult } from "./test-result.tsx";
import { useTest } from "./use-test.ts";

const TABS = [
  { value: "log", label: "Log" },
  { value: "figures", label: "Figures" },
  { value: "set-up", label: "Set up" },
  { value: "settings", label: "Settings" },
] as const;

/** One webhook: how it does, what it was sent, how its receiver is set up, what can be changed. */
export function WebhookPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error } = useQuery(webhookQuery(useSite(), id));
  if (data !== undefined) return <Whole key={id} webhook={data} />;
  if (error === null) return <Skeleton h={480} aria-label="Loading" />;
  return (
    <>
      <PageTitle title="Webhook" />
      <Failure error={error} title="The webhook could not be read" />
    </>
  );
}

function Whole({ webhook }: { webhook: Webhook }) {
  const { values, set } = useFilters();
  const test = useTest(webhook.id);
  const tab = TABS.find(({ value }) => value === values.tab)?.value ?? "log";
  return (
    <Stack gap={0}>
      <PageTitle title={shortNameOf(webhook)} text={<Where url={webhook.url} />}>
        <Actions webhook={webhook} test={test} />
      </PageTitle>
      <NewSecret id={webhook.id} test={test} />
      {test.delivery !== undefined && <TestResult test={test} />}
      <WebhookFacts webhook={webhook} />
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => set({ tab: value === "log" ? undefined : (value ?? undefined) })}
      >
        <Tabs.List mb="md">
          {TABS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="log">
          <Log webhook={webhook} onTest={test.send} />
        </Tabs.Panel>
        <Tabs.Panel value="figures">
          <Figures webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="set-up">
          <SetUp webhook={webhook} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <Change webhook={webhook} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

/** Where it goes, and the way back to the others. */
function Where({ url }: { url: string }) {
  return (
    <Group gap={4}>
      <span style={{ overflowWrap: "anywhere" }}>{url}</span>
      <Copy value={url} what="the URL" />
      <Anchor inherit underline="always" renderRoot={(props) => <Link to="/webhooks" search={keepSite()} {...props} />}>
        all webhooks
      </Anchor>
    </Group>
  );
}
