import { Group, Text } from "@mantine/core";
import { barsOf, type WebhookFigures, type Window } from "./bars.ts";
import classes from "./sparkline.module.css";

const HEIGHT = 26;
/** A bar that stands for something can be seen. */
const LEAST = 2;
const BAR = 3;
const GAP = 1;

/** The last 24 hours of a webhook, delivered and failed; told in words beside it. */
export function Sparkline({ figures, window }: { figures: WebhookFigures | undefined; window: Window }) {
  const { success = 0, failed = 0, points = [] } = figures ?? {};
  const bars = barsOf(points, window);
  return (
    <Group gap="xs" wrap="nowrap">
      <svg width={bars.length * (BAR + GAP)} height={HEIGHT} aria-hidden className={classes.line}>
        {bars.map((bar, index) => (
          <Column key={bar.at} x={index * (BAR + GAP)} success={bar.success} failed={bar.failed} />
        ))}
      </svg>
      <Text size="xs" c="dimmed" className={classes.words}>
        {success + failed === 0 ? "quiet for 24 h" : `${success.toLocaleString()} delivered`}
        {failed > 0 && <span className={classes.failed}> · {failed.toLocaleString()} failed</span>}
      </Text>
    </Group>
  );
}

function Column({ x, success, failed }: { x: number; success: number; failed: number }) {
  const red = heightOf(failed);
  const green = Math.min(heightOf(success), HEIGHT - red);
  return (
    <>
      <rect x={x} width={BAR} y={HEIGHT - 1} height={1} className={classes.base} />
      {green > 0 && <rect x={x} width={BAR} y={HEIGHT - red - green} height={green} className={classes.good} />}
      {red > 0 && <rect x={x} width={BAR} y={HEIGHT - red} height={red} className={classes.bad} />}
    </>
  );
}

function heightOf(share: number): number {
  return share === 0 ? 0 : Math.max(LEAST, Math.round(share * HEIGHT));
}
