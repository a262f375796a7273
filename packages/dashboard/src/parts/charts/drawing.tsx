import "@mantine/charts/styles.css";
import { AreaChart } from "@mantine/charts";
import { sayTick, sayTime } from "./ticks.ts";
import type { TimeChartProps } from "./time-chart.tsx";

/** Loaded when a chart is first shown. */
export default function Drawing(props: TimeChartProps<string> & { height: number }) {
  const { points, series, format, max, height } = props;
  const span = spanOf(points);
  return (
    <AreaChart
      h={height}
      data={[...points]}
      dataKey="at"
      series={series.map(({ name, label, color }) => ({ name, label, color }))}
      curveType="monotone"
      fillOpacity={0.12}
      strokeWidth={1.75}
      withDots={false}
      connectNulls={false}
      withLegend={series.length > 1}
      legendProps={{ verticalAlign: "bottom", height: 28 }}
      valueFormatter={format}
      accessibilityLayer={false}
      gridAxis="x"
      tickLine="none"
      areaProps={{ isAnimationActive: false }}
      xAxisProps={{ tickFormatter: (at: string) => sayTick(at, span), minTickGap: 48 }}
      yAxisProps={{ width: 56, allowDecimals: false, ...(max !== undefined && { domain: [0, max] }) }}
      tooltipProps={{ labelFormatter: (at) => (typeof at === "string" ? sayTime(at) : "") }}
    />
  );
}

function spanOf(points: readonly { at: string }[]): number {
  const [first, last] = [points[0], points.at(-1)];
  return first === undefined || last === undefined ? 0 : Date.parse(last.at) - Date.parse(first.at);
}
