import { Group, SegmentedControl, VisuallyHidden } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "../../api/session.ts";
import { useSite } from "../../api/site.ts";
import { Failure } from "../../parts/failure.tsx";
import { TimeFilter } from "../../parts/filters/time-filter.tsx";
import { useFilters } from "../../parts/filters/use-filters.ts";
import { PageTitle } from "../../parts/page-title.tsx";
import { Charts } from "./charts.tsx";
import { Failing } from "./failing.tsx";
import { DEFAULT_RANGE, hasDeliveriesQuery, nowQuery, type Scope, statsQuery } from "./queries.ts";
import { Sites } from "./sites.tsx";
import { Tiles } from "./tiles.tsx";
import { useFigures } from "./use-figures.ts";
import { Welcome } from "./welcome.tsx";

/** Is it healthy? */
export function Overview() {
  const { values, set } = useFilters();
  const site = useSite();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const isAdmin = session?.kind === "admin";
  const isAll = isAdmin && values.all === "1";
  const scope: Scope = isAll ? { all: true } : site;
  const stats = useQuery(statsQuery(scope, values));
  const now = useQuery(nowQuery(scope));
  const hasDeliveries = useQuery({ ...hasDeliveriesQuery(site), enabled: !isAll });
  const { minute, state } = useFigures(scope, values, useQueryClient());
  const isNew = !isAll && hasDeliveries.data === false;
  const sites = now.data?.sites ?? null;
  const error = stats.error ?? now.error;
  // All at once: what comes later would push down what came before.
  const isThere = !stats.isPending && !now.isPending;

  return (
    <>
      <PageTitle title="Overview" text={isAll ? "All sites of this hub" : "What comes in, what goes out, and how well"}>
        <VisuallyHidden role="status">{state === "away" ? "The connection to the hub was lost." : ""}</VisuallyHidden>
        <Group gap="xs" align="flex-end">
          {isAdmin && (
            <SegmentedControl
              size="xs"
              aria-label="Whose figures"
              data={[
                { value: "site", label: "This site" },
                { value: "all", label: "All sites" },
              ]}
              value={isAll ? "all" : "site"}
              onChange={(value) => set({ all: value === "all" ? "1" : undefined })}
            />
          )}
          <TimeFilter fallback={DEFAULT_RANGE} hasLabel={false} />
        </Group>
      </PageTitle>
      {error !== null && <Failure error={error} title="The figures could not be read" />}
      {isNew ? (
        <Welcome hasWebhook={(now.data?.webhooks.total ?? 0) > 0} />
      ) : (
        <>
          <Tiles stats={stats.data} now={now.data} minute={minute} />
          {isThere && now.data && <Failing now={now.data} {...(sites !== null && { siteOf: namesOf(sites) })} />}
          <Charts stats={isThere ? stats.data : undefined} />
          {isThere && sites !== null && <Sites sites={sites} />}
        </>
      )}
    </>
  );
}

function namesOf(sites: readonly { site_id: string; name: string }[]): (id: string) => string {
  const names = new Map(sites.map(({ site_id, name }) => [site_id, name]));
  return (id) => names.get(id) ?? id;
}
