import { useCallback, useEffect, useState } from "react";
import type { PagedRows } from "../rows/paged-rows.ts";

/** So many wait at most while the list is paused; what is older of them is found by starting again. */
const WAITING_MAX = 1_000;

export interface LiveRows<Row> {
  isPaused: boolean;
  /** How many came in meanwhile. */
  waiting: number;
  take(row: Row): void;
  setPaused(isPaused: boolean): void;
}

/** Hands rows that come in to a list, or holds them back while somebody wants to read in peace. */
export function useLiveRows<Row>(rows: PagedRows<Row> | null, idOf: (row: Row) => string): LiveRows<Row> {
  const [isPaused, setIsPaused] = useState(false);
  const [waiting, setWaiting] = useState<ReadonlyMap<string, Row>>(new Map());

  // What waits belongs to the list before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins anew
  useEffect(() => setWaiting(new Map()), [rows]);

  const take = useCallback(
    (row: Row) => {
      if (isPaused) setWaiting((before) => withRow(before, idOf(row), row));
      else rows?.take(row);
    },
    [rows, isPaused, idOf],
  );

  function setPaused(wish: boolean) {
    setIsPaused(wish);
    if (wish) return;
    for (const row of waiting.values()) rows?.take(row);
    setWaiting(new Map());
  }

  return { isPaused, waiting: waiting.size, take, setPaused };
}

function withRow<Row>(before: ReadonlyMap<string, Row>, id: string, row: Row): ReadonlyMap<string, Row> {
  const after = new Map(before).set(id, row);
  const [eldest] = after.keys();
  if (after.size > WAITING_MAX && eldest !== undefined) after.delete(eldest);
  return after;
}
