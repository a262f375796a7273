import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { PagedRows, type PagedRowsOptions } from "./paged-rows.ts";

export interface PagedList<Row> {
  /** Null for the moment in which it is made. */
  rows: PagedRows<Row> | null;
  /** Begins anew, with what is newest by now. */
  restart(): void;
}

const NO_SUBSCRIPTION = () => () => {};

/** A list that is read in pages, as `make` has it. It begins anew when `by` does, all that it is filtered by, as JSON. */
export function usePagedRows<Row>(make: () => PagedRowsOptions<Row>, by: readonly unknown[]): PagedList<Row> {
  const key = JSON.stringify(by);
  const [round, setRound] = useState(0);
  const [rows, setRows] = useState<PagedRows<Row> | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter, and another round, is another list
  useEffect(() => {
    const made = new PagedRows(make());
    setRows(made);
    return () => made.close();
  }, [key, round]);

  useSyncExternalStore(rows?.subscribe ?? NO_SUBSCRIPTION, () => rows?.version() ?? 0);
  const restart = useCallback(() => setRound((before) => before + 1), []);
  return { rows, restart };
}
