import { Button, Center, Skeleton, Stack } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useSite } from "../../api/site.ts";
import type { Webhook } from "../../api/webhook-names.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { FilterBar } from "../../parts/filters/filter-bar.tsx";
import { TextFilter } from "../../parts/filters/text-filter.tsx";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { isFound } from "./found.ts";
import { linesQuery, webhooksQuery } from "./queries.ts";
import { WebhookRow } from "./webhook-row.tsx";
import classes from "./webhooks.module.css";

/** So many are shown until somebody wants more. */
const SHOWN = 100;
const ROW_HEIGHT = 64;

/** Where the site's events go. */
export function Webhooks() {
  const { data, error } = useQuery(webhooksQuery(useSite()));
  return (
    <>
      <PageTitle title="Webhooks" text="Where this site's events go, how they are signed, and how that goes.">
        <NewWebhook />
      </PageTitle>
      {error !== null && <Failure error={error} title="The webhooks could not be read" />}
      {data === undefined && error === null && <Waiting />}
      {data?.size === 0 && <NoWebhooks />}
      {data !== undefined && data.size > 0 && <WebhookList webhooks={[...data.values()]} />}
    </>
  );
}

function WebhookList({ webhooks }: { webhooks: readonly Webhook[] }) {
  const { values } = useFilters();
  const { data: lines } = useQuery(linesQuery(useSite()));
  const [shown, setShown] = useState(SHOWN);
  const found = webhooks.filter((webhook) => isFound(webhook, values.q ?? ""));
  return (
    <>
      <FilterBar label="Find a webhook" names={["q"]}>
        <TextFilter name="q" label="Search" placeholder="Address, description, event or contract" w={280} />
      </FilterBar>
      {found.length === 0 ? (
        <Empty title="No webhook matches" text="Search for a part of its address, or clear the search to see all." />
      ) : (
        <ul className={classes.list} aria-label="Webhooks">
          {found.slice(0, shown).map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} lines={lines} />
          ))}
        </ul>
      )}
      {found.length > shown && (
        <Center mt="sm">
          <Button variant="default" onClick={() => setShown(shown + SHOWN)}>
            Show {Math.min(SHOWN, found.length - shown)} more of {found.length}
          </Button>
        </Center>
      )}
    </>
  );
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
