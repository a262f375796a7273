import classes from "./drawing.module.css";
import { toVariable } from "./series-colour.ts";
import { sayTime } from "./ticks.ts";
import type { ChartSeries } from "./time-chart.tsx";

type Series = readonly ChartSeries<string>[];

/** Which colour is what. */
export function Legend({ series }: { series: Series }) {
  return (
    <div className={classes.legend} aria-hidden>
      {series.map(({ name, label, color }) => (
        <span key={name}>
          <Dot color={color} /> {label}
        </span>
      ))}
    </div>
  );
}

interface TipProps {
  series: Series;
  at: string;
  /** As they are written. */
  values: readonly string[];
  left: number;
  side: "left" | "right";
}

/** The values at the time that the pointer is at. */
export function Tip({ series, at, values, left, side }: TipProps) {
  return (
    <div className={classes.tip} data-side={side} style={{ left }}>
      <div className={classes.tipTime}>{sayTime(at)}</div>
      {series.map(({ name, label, color }, index) => (
        <div key={name} className={classes.tipRow}>
          <Dot color={color} /> {label}
          <b>{values[index]}</b>
        </div>
      ))}
    </div>
  );
}

function Dot({ color }: { color: string }) {
  return <span className={classes.dot} style={{ background: toVariable(color) }} />;
}
