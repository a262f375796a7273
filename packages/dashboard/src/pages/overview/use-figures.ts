import type { QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { RangeSearch } from "../../parts/filters/range.ts";
import { type StreamState, useStream } from "../../parts/live/use-stream.ts";
import { type Point, withMinutes } from "./figures.ts";
import { nowQuery, rangeOf, type Scope, statsQuery } from "./queries.ts";

/** Keeps what the overview shows up with the hub, and tells the last minute that is over. */
export function useFigures(scope: Scope, search: RangeSearch, queries: QueryClient) {
  const [minute, setMinute] = useState<Point | null>(null);
  const { all = false, ...site } = scope;
  const state: StreamState = useStream(
    { isOn: true, site, all, only: "figures" },
    {
      onFigures({ minute, previous, now }) {
        setMinute(previous);
        queries.setQueryData(nowQuery(scope).queryKey, now);
        const isPast = rangeOf(search).to !== undefined;
        if (isPast) return;
        queries.setQueryData(
          statsQuery(scope, search).queryKey,
          (stats) => stats && withMinutes(stats, [previous, minute]),
        );
      },
    },
  );
  return { minute, state };
}
