import { SimpleGrid, Skeleton } from "@mantine/core";
import { TimeChart } from "../../parts/charts/time-chart.tsx";
import { sayMs } from "../deliveries/delivery/timings.ts";
import { type Stats, sayNumber, sayPercent, successRate, toRates, toSuccess } from "./figures.ts";

const CHART_PX = 268;

/** The same over time. */
export function Charts({ stats }: { stats: Stats | undefined }) {
  if (stats === undefined) return <Waiting />;
  const { totals, points } = stats;
  const deepest = Math.max(0, ...points.map(({ queue_depth }) => queue_depth ?? 0));
  const rate = successRate(totals.deliveries);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      <TimeChart
        title="Events and deliveries a minute"
        summary={`${sayNumber(totals.events ?? 0)} events, ${sayNumber(totals.deliveries.success ?? 0)} deliveries succeeded, ${sayNumber(totals.deliveries.failed ?? 0)} failed.`}
        points={toRates(stats, Date.now())}
        series={[
          { name: "events", label: "Events", color: "indigo.5" },
          { name: "success", label: "Delivered", color: "teal.6" },
          { name: "failed", label: "Failed", color: "red.6" },
        ]}
        format={sayNumber}
      />
      <TimeChart
        title="Success rate"
        summary={rate === null ? "Nothing ended in this time." : `${sayPercent(rate * 100)} of deliveries succeeded.`}
        points={toSuccess(stats)}
        series={[
          { name: "deliveries", label: "Deliveries", color: "teal.6" },
          { name: "attempts", label: "Attempts", color: "orange.6" },
        ]}
        format={sayPercent}
        max={100}
      />
      <TimeChart
        title="Time to delivery"
        summary={sayLatency(totals.latency_p50_ms, totals.latency_p99_ms)}
        points={points.map(({ at, latency_p50_ms, latency_p99_ms }) => ({
          at,
          p50: latency_p50_ms,
          p99: latency_p99_ms,
        }))}
        series={[
          { name: "p99", label: "p99", color: "violet.5" },
          { name: "p50", label: "p50", color: "indigo.5" },
        ]}
        format={sayMs}
      />
      <TimeChart
        title="Queue depth"
        summary={`At most ${sayNumber(deepest)} deliveries waited at once.`}
        points={points.map(({ at, queue_depth }) => ({ at, depth: queue_depth }))}
        series={[{ name: "depth", label: "Owed", color: "cyan.6" }]}
        format={sayNumber}
      />
    </SimpleGrid>
  );
}

function sayLatency(p50: number | null, p99: number | null): string {
  if (p50 === null || p99 === null) return "Nothing was delivered in this time.";
  return `From acceptance to success: half within ${sayMs(p50)}, 99 % within ${sayMs(p99)}.`;
}

function Waiting() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm" aria-busy aria-label="Loading">
      {["rates", "success", "latency", "depth"].map((name) => (
        <Skeleton key={name} h={CHART_PX} radius="md" />
      ))}
    </SimpleGrid>
  );
}
