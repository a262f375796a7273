import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type FilterValues = Readonly<Record<string, string | undefined>>;

interface Filters {
  /** All search parameters, the site among them. */
  values: FilterValues;
  /** Sets some and keeps the rest; undefined takes one away. */
  set(changes: FilterValues): void;
}

/** Filters live in the address bar, so that a view can be sent to a colleague. The way back skips their changes. */
export function useFilters(): Filters {
  const values = useSearch({ strict: false }) as FilterValues;
  const navigate = useNavigate();
  const set = useCallback(
    (changes: FilterValues) => {
      const merge = (kept: FilterValues) => ({ ...kept, ...changes });
      void navigate({ to: ".", search: merge as never, replace: true });
    },
    [navigate],
  );
  return { values, set };
}
