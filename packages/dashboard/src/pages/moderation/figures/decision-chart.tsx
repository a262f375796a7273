import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import { Table, VisuallyHidden } from "@mantine/core";
import type { Bar, Series } from "./series.ts";

const SERIES = [
  { name: "approved", color: "teal.6" },
  { name: "flagged", color: "yellow.6" },
  { name: "rejected", color: "red.6" },
] as const;

const hour = new Intl.DateTimeFormat(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** What was decided over time, with a table of the same for who cannot see it. */
export function DecisionChart({ series: { step, bars }, height }: { series: Series; height: number }) {
  const nameOf = ({ at }: Bar) => (step === "hour" ? hour : day).format(at);
  const data = bars.map((bar) => ({ ...bar, when: nameOf(bar) }));
  return (
    <>
      <div aria-hidden>
        <BarChart
          h={height}
          data={data}
          dataKey="when"
          type="stacked"
          series={[...SERIES]}
          withLegend
          withBarValueLabel={false}
          maxBarWidth={48}
          yAxisProps={{ allowDecimals: false, width: 40 }}
          barProps={{ isAnimationActive: false }}
        />
      </div>
      <VisuallyHidden>
        <Table>
          <Table.Caption>Decisions by the {step}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>When</Table.Th>
              {SERIES.map(({ name }) => (
                <Table.Th key={name}>{name}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map(({ when, ...bar }) => (
              <Table.Tr key={bar.at}>
                <Table.Td>{when}</Table.Td>
                {SERIES.map(({ name }) => (
                  <Table.Td key={name}>{bar[name]}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </VisuallyHidden>
    </>
  );
}
