import { SimpleGrid, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { TimeChart } from "../../../parts/charts/time-chart.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { FilterBar } from "../../../parts/filters/filter-bar.tsx";
import { TIME_NAMES, TimeFilter } from "../../../parts/filters/time-filter.tsx";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { sayMs } from "../../deliveries/delivery/timings.ts";
import { type Stats, sayNumber, toRates } from "../../overview/figures.ts";
import { statsQuery } from "../../overview/queries.ts";

const CHART_PX = 268;
const DEFAULT_RANGE = "24h";
/** Figures are written every five seconds. */
const AGAIN_MS = 10_000;

/** How this webhook did over time. */
export function Figures({ webhook: { id } }: { webhook: Webhook }) {
  const { values } = useFilters();
  const scope = { ...useSite(), webhook_id: id };
  const hasTime = TIME_NAMES.some((name) => values[name] !== undefined);
  const { data, error } = useQuery({
    ...statsQuery(scope, hasTime ? values : { range: DEFAULT_RANGE }),
    refetchInterval: AGAIN_MS,
  });
  return (
    <>
      <FilterBar label="Choose a time" names={TIME_NAMES}>
        <TimeFilter fallback={DEFAULT_RANGE} />
      </FilterBar>
      {error !== null && <Failure error={error} title="The figures could not be read" />}
      {error === null && <Charts stats={data} />}
    </>
  );
}

function Charts({ stats }: { stats: Stats | undefined }) {
  if (stats === undefined) return <Skeleton h={CHART_PX} radius="md" aria-label="Loading" />;
  const { totals, points } = stats;
  const { success, failed } = totals.deliveries;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      <TimeChart
        title="Deliveries a minute"
        summary={`${sayNumber(success ?? 0)} succeeded, ${sayNumber(failed ?? 0)} failed, ${sayNumber(totals.attempts ?? 0)} attempts.`}
        points={toRates(stats, Date.now())}
        series={[
          { name: "success", label: "Delivered", color: "teal.6" },
          { name: "failed", label: "Failed", color: "red.6" },
        ]}
        format={sayNumber}
      />
      <TimeChart
        title="How long attempts take"
        summary={sayTimes(totals.p50_ms, totals.p99_ms)}
        points={points.map(({ at, p50_ms, p99_ms }) => ({ at, p50: p50_ms, p99: p99_ms }))}
        series={[
          { name: "p99", label: "p99", color: "violet.5" },
          { name: "p50", label: "p50", color: "indigo.5" },
        ]}
        format={sayMs}
      />
    </SimpleGrid>
  );
}

function sayTimes(p50: number | null, p99: number | null): string {
  if (p50 === null || p99 === null) return "Nothing was sent in this time.";
  return `The receiver answers half of them within ${sayMs(p50)}, all but one in a hundred within ${sayMs(p99)}.`;
}
