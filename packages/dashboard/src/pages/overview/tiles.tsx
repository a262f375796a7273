import { Paper, SimpleGrid, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Shape } from "../../api/client.ts";
import { sayMs } from "../deliveries/delivery/timings.ts";
import { type Stats, sayNumber, sayPercent, successRate } from "./figures.ts";

interface TilesProps {
  stats: Stats | undefined;
  now: Shape<"Now"> | undefined;
  /** The last minute that is over. */
  minute: Shape<"FigurePoint"> | null | undefined;
}

/** What an operator asks first, in numbers. */
export function Tiles({ stats, now, minute }: TilesProps) {
  const totals = stats?.totals;
  const rate = totals && successRate(totals.deliveries);
  const { failing = 0, total = 0 } = now?.webhooks ?? {};
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" mb="md" component="dl" m={0}>
      <Tile name="Events" value={totals && sayNumber(totals.events ?? 0)}>
        {minute?.events == null ? "accepted" : `${sayNumber(minute.events)} last minute`}
      </Tile>
      <Tile name="Delivered" value={totals && sayNumber(totals.deliveries.success ?? 0)}>
        {minute == null ? "successfully" : `${sayNumber(minute.deliveries.success ?? 0)} last minute`}
      </Tile>
      <Tile name="Success rate" value={totals && (rate == null ? "–" : sayPercent(rate * 100))}>
        {totals && `${sayNumber(totals.deliveries.failed ?? 0)} failed`}
      </Tile>
      <Tile name="Time to delivery" value={totals && sayOrDash(totals.latency_p50_ms)}>
        {totals && `p99 ${sayOrDash(totals.latency_p99_ms)}`}
      </Tile>
      <Tile name="Owed now" value={now && `${sayNumber(now.owed.count)}${now.owed.more ? "+" : ""}`}>
        {now?.node == null ? "deliveries" : `${sayNumber(now.node.in_flight)} under way`}
      </Tile>
      <Tile name="Failing webhooks" value={now && sayNumber(failing)} isBad={failing > 0}>
        {now && `of ${sayNumber(total)}`}
      </Tile>
    </SimpleGrid>
  );
}

function sayOrDash(ms: number | null): string {
  return ms === null ? "–" : sayMs(ms);
}

interface TileProps {
  name: string;
  value: string | undefined;
  isBad?: boolean;
  children: ReactNode;
}

function Tile({ name, value, isBad = false, children }: TileProps) {
  return (
    <Paper withBorder px="md" py="sm" component="div">
      <Text size="xs" c="dimmed" component="dt">
        {name}
      </Text>
      <Text component="dd" m={0} fz={26} fw={650} lh={1.3} c={isBad ? "var(--mantine-color-red-text)" : undefined}>
        {value ?? <Skeleton h={26} my={4} w="60%" />}
      </Text>
      <Text size="xs" c="dimmed" component="dd" m={0} mih={18}>
        {children}
      </Text>
    </Paper>
  );
}
