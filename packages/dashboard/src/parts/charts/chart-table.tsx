import { Table } from "@mantine/core";
import { sayTime } from "./ticks.ts";
import type { TimeChartProps } from "./time-chart.tsx";

/** What a chart shows, newest first. */
export function ChartTable<Key extends string>(props: TimeChartProps<Key> & { height: number }) {
  const { title, points, series, format, height } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={`${title}, as a table`} tabIndex={0} style={{ height, overflow: "auto" }}>
      <Table fz="xs" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Time</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name} scope="col" ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.toReversed().map((point) => (
            <Table.Tr key={point.at}>
              <Table.Th scope="row" fw={400}>
                <time dateTime={point.at}>{sayTime(point.at)}</time>
              </Table.Th>
              {series.map(({ name }) => (
                <Table.Td key={name} ta="right">
                  {point[name] === null ? "–" : format(point[name])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
