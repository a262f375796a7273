import { Text } from "@mantine/core";
import { sayDelay, sayDuration, spanOf } from "./delays.ts";
import classes from "./timeline.module.css";

/** When attempts are made: "at once, after 5 s, after 30 s …", each counted from the end of the one before. */
export function Timeline({ schedule }: { schedule: readonly number[] }) {
  const span = spanOf(schedule);
  return (
    <div>
      <ol className={classes.timeline} aria-label="Attempts">
        {schedule.map((delay, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what an attempt is known by
          <li key={index} className={classes.attempt}>
            {sayDelay(delay)}
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed">
        {schedule.length === 1
          ? "One attempt: what fails is not sent again by itself."
          : `${schedule.length} attempts over ${sayDuration(span)}, until one is answered with 2xx.`}
      </Text>
    </div>
  );
}
