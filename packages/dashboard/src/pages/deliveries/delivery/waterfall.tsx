import { Text } from "@mantine/core";
import type { Attempt } from "../queries.ts";
import { sayMs, toSteps } from "./timings.ts";
import classes from "./waterfall.module.css";

/** Where an attempt's time went: a bar for each step, one below the other. */
export function Waterfall({ attempt }: { attempt: Attempt }) {
  const steps = toSteps(attempt);
  const { total_ms, repeated, dns_ms } = attempt.timings;
  const share = (ms: number) => `${total_ms === 0 ? 0 : (ms / total_ms) * 100}%`;
  return (
    <div>
      <table className={classes.table}>
        <caption className={classes.caption}>Timings</caption>
        <thead className={classes.hidden}>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">When</th>
            <th scope="col">How long</th>
          </tr>
        </thead>
        <tbody>
          {steps.map(({ name, what, startMs, durationMs }) => (
            <tr key={name} title={what}>
              <th scope="row" className={classes.name}>
                {name}
              </th>
              <td className={classes.track}>
                <span className={classes.hidden}>after {sayMs(startMs)}</span>
                <span
                  className={classes.bar}
                  data-step={name}
                  style={{ marginLeft: share(startMs), width: share(durationMs) }}
                  aria-hidden
                />
              </td>
              <td className={classes.duration}>{sayMs(durationMs)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row" className={classes.name}>
              All
            </th>
            <td />
            <td className={classes.duration}>{sayMs(total_ms)}</td>
          </tr>
        </tbody>
      </table>
      <Text size="xs" c="dimmed">
        {dns_ms === undefined &&
          attempt.response !== undefined &&
          "A kept connection was used: no look-up, no connect. "}
        {repeated && "The request was written twice: the kept connection turned out to be dead."}
      </Text>
    </div>
  );
}
