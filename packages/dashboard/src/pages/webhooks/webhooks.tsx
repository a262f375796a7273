import { Button, Center, Skeleton, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSite } from "../../api/site.ts";
import type { Webhook } from "../../api/webhooks.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { FilterBar } from "../../parts/filters/filter-bar.tsx";
import { TextFilter } from "../../parts/filters/text-filter.tsx";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { More } from "../../parts/more.tsx";
import { PageTitle } from "../../parts/page-title.tsx";
import { linesQuery, type PageOfWebhooks, webhooksQuery } from "./queries.ts";
import { WebhookRow } from "./webhook-row.tsx";
import classes from "./webhooks.module.css";

const ROW_HEIGHT = 64;

/** Where the site's events go. */
export function Webhooks() {
  const { q: words = "" } = useFilters().values;
  const list = useInfiniteQuery(webhooksQuery(useSite(), words));
  const { data, error, isPlaceholderData } = list;
  const isNone = data?.pages[0]?.webhooks.length === 0;
  const hasNone = isNone && words === "" && !isPlaceholderData;
  return (
    <>
      <PageTitle title="Webhooks" text="Where this site's events go, how they are signed, and how that goes.">
        <NewWebhook />
      </PageTitle>
      {error !== null && <Failure error={error} title="The webhooks could not be read" />}
      {data === undefined && error === null && <Waiting />}
      {hasNone && <NoWebhooks />}
      {data !== undefined && !hasNone && (
        <>
          <FilterBar label="Find a webhook" names={["q"]}>
            <TextFilter name="q" label="Search" placeholder="Address, description, event or contract" w={280} />
          </FilterBar>
          {isNone && (
            <Empty
              title="No webhook matches"
              text="Search for a part of its address, or clear the search to see all."
            />
          )}
          {!isNone && (
            <ul className={classes.list} aria-label="Webhooks">
              {data.pages.map(({ webhooks }, index) => {
                const cursor = data.pageParams[index] as string | null;
                return <WebhookRows key={cursor} webhooks={webhooks} page={{ words, cursor }} />;
              })}
            </ul>
          )}
          <Center mt="sm">
            <More of={list} />
          </Center>
        </>
      )}
    </>
  );
}

/** One page of the list. */
function WebhookRows({ webhooks, page }: { webhooks: readonly Webhook[]; page: PageOfWebhooks }) {
  const { data: lines } = useQuery(linesQuery(useSite(), page));
  return webhooks.map((webhook) => <WebhookRow key={webhook.id} webhook={webhook} lines={lines} />);
}

function NewWebhook() {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      renderRoot={(props) => <Link to="/webhooks/new" search={keepSite()} {...props} />}
    >
      New webhook
    </Button>
  );
}

function NoWebhooks() {
  return (
    <Empty
      title="This site sends nowhere yet"
      text="A webhook is an address of yours and the events that it gets. Make one, and send it a test: what was sent and what came back is shown at once."
    >
      <NewWebhook />
    </Empty>
  );
}

function Waiting() {
  return (
    <Stack gap={1} mt={68} aria-busy aria-label="Loading">
      <Skeleton h={ROW_HEIGHT} />
      <Skeleton h={ROW_HEIGHT} />
      <Skeleton h={ROW_HEIGHT} />
    </Stack>
  );
}
