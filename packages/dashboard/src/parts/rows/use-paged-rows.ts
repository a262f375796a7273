import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { PagedRows, type PagedRowsOptions } from "./paged-rows.ts";

export interface PagedList<Row> {
  /** Null for the moment in which it is made. */
  rows: PagedRows<Row> | null;
  /** Begins anew, with what is newest by now. */
  restart(): void;
}

const NO_SUBSCRIPTION = () => () => {};

/**
 * A list that is read in pages, for as long as `options` stay the same object: memoize them by what the list is filtered by.
 */
export function usePagedRows<Row>(options: PagedRowsOptions<Row>): PagedList<Row> {
  const [round, setRound] = useState(0);
  const [rows, setRows] = useState<PagedRows<Row> | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another round is another list
  useEffect(() => {
    const made = new PagedRows(options);
    setRows(made);
    return () => made.close();
  }, [options, round]);

  useSyncExternalStore(rows?.subscribe ?? NO_SUBSCRIPTION, () => rows?.version() ?? 0);
  const restart = useCallback(() => setRound((before) => before + 1), []);
  return { rows, restart };
}
