import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import type { useSite } from "../../api/site.ts";
import { type RangeSearch, readRange, toParameters } from "../../parts/filters/range.ts";

/** Whose figures: one site's, or the whole hub's. */
export type Scope = ReturnType<typeof useSite> & { all?: true };

/** What the stream does not tell by itself is asked for so often. */
const AGAIN_MS = 60_000;

export const DEFAULT_RANGE = "1h";

/** The search parameters of a time; an hour when there are none. */
export function rangeOf({ range, from, to }: RangeSearch): RangeSearch {
  return range === undefined && from === undefined && to === undefined ? { range: DEFAULT_RANGE } : { range, from, to };
}

export const statsQuery = (scope: Scope, search: RangeSearch) =>
  queryOptions({
    queryKey: ["stats", scope, rangeOf(search)],
    refetchInterval: AGAIN_MS,
    placeholderData: (before) => before,
    queryFn: () => {
      const query = { ...scope, ...toParameters(readRange(rangeOf(search), Date.now())) };
      return body(api.GET("/v1/stats", { params: { query } }));
    },
  });

export const nowQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ["stats-now", scope],
    refetchInterval: AGAIN_MS,
    queryFn: () => body(api.GET("/v1/stats/now", { params: { query: scope } })),
  });

/** Whether anything was ever owed to anybody: somebody new is shown the way until then. */
export const hasDeliveriesQuery = (site: ReturnType<typeof useSite>) =>
  queryOptions({
    queryKey: ["has-deliveries", site],
    // Once there was one, there is no way back; until then the newcomer watches for it.
    refetchInterval: ({ state }) => (state.data === true ? false : 3_000),
    queryFn: async () => {
      const { deliveries } = await body(api.GET("/v1/deliveries", { params: { query: { ...site, limit: 1 } } }));
      return deliveries.length > 0;
    },
  });
