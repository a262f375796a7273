import classes from "./drawing.module.css";
import { Legend, Tip } from "./legend.tsx";
import { Line } from "./lines.tsx";
import { labelled, ticksUpTo } from "./scale.ts";
import { sayTick } from "./ticks.ts";
import type { TimeChartProps } from "./time-chart.tsx";
import { MARGIN, useFrame } from "./use-frame.ts";

const TIME_PX = 72;
const LEGEND_PX = 26;

/**
 * The lines of a chart. Drawn by hand: a library for charts weighs as much as all the rest of the page's scripts, and the
 * page is to be there within 300 kB.
 */
export function Drawing({ points, series, format, max, height }: TimeChartProps<string> & { height: number }) {
  const drawn = height - (series.length > 1 ? LEGEND_PX : 0);
  const frame = useFrame(points.length, drawn);
  const values = series.map(({ name }) => points.map((point) => point[name] ?? null));
  const ticks = ticksUpTo(max ?? Math.max(0, ...values.flat().map((value) => value ?? 0)));
  const most = ticks.at(-1)!;
  const span = points.length < 2 ? 0 : Date.parse(points.at(-1)!.at) - Date.parse(points[0]!.at);
  const { x, innerWidth, innerHeight, pointed } = frame;
  const y = (value: number) => frame.y(value, most);
  const say = (value: number | null | undefined) => (value == null ? "–" : format(value));

  return (
    <div className={classes.frame} ref={frame.ref}>
      <svg width={frame.width} height={drawn} aria-hidden {...frame.pointer}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={MARGIN.left} x2={MARGIN.left + innerWidth} y1={y(tick)} y2={y(tick)} />
            <text className={classes.value} x={MARGIN.left - 8} y={y(tick)}>
              {format(tick)}
            </text>
          </g>
        ))}
        {labelled(points.length, innerWidth, TIME_PX).map((index) => {
          // There is no room for its right half.
          const isAtEdge = x(index) > frame.width - TIME_PX / 2;
          return (
            <text
              key={index}
              className={classes.time}
              data-edge={isAtEdge || undefined}
              x={isAtEdge ? frame.width : x(index)}
              y={drawn - 6}
            >
              {sayTick(points[index]!.at, span)}
            </text>
          );
        })}
        {series.map(({ name, color }, at) => (
          <Line key={name} color={color} values={values[at]!} x={x} y={y} />
        ))}
        {pointed !== null && (
          <line
            className={classes.cursor}
            x1={x(pointed)}
            x2={x(pointed)}
            y1={MARGIN.top}
            y2={MARGIN.top + innerHeight}
          />
        )}
      </svg>
      {series.length > 1 && <Legend series={series} />}
      {pointed !== null && (
        <Tip
          series={series}
          at={points[pointed]!.at}
          values={values.map((one) => say(one[pointed]))}
          left={x(pointed)}
          side={pointed > points.length / 2 ? "left" : "right"}
        />
      )}
    </div>
  );
}
