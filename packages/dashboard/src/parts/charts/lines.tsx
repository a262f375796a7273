import classes from "./drawing.module.css";
import { stretches } from "./scale.ts";
import { toVariable } from "./series-colour.ts";

interface LineProps {
  color: string;
  values: readonly (number | null)[];
  x: (index: number) => number;
  y: (value: number) => number;
}

/** One line with what is below it; where nothing was measured there is a gap. */
export function Line({ color, values, x, y }: LineProps) {
  const place = (index: number) => `${x(index).toFixed(1)},${y(values[index]!).toFixed(1)}`;
  return (
    <g className={classes.line} style={{ color: toVariable(color) }}>
      {stretches(values).map(({ from, to }) => {
        if (from === to) return <circle key={from} cx={x(from)} cy={y(values[from]!)} r={2} />;
        const path = Array.from({ length: to - from + 1 }, (_, step) => place(from + step)).join(" L");
        return (
          <g key={from}>
            <path className={classes.area} d={`M${x(from)},${y(0)} L${path} L${x(to)},${y(0)} Z`} />
            <path className={classes.stroke} d={`M${path}`} />
          </g>
        );
      })}
    </g>
  );
}
