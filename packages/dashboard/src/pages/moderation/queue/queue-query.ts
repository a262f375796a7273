import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";
import { type QueueSearch, toParameters } from "./queue-search.ts";

export type Review = Shape<"Review">;

/** A page of reviews that is on the screen; `j` at the end of it reads on. */
const PAGE = 50;
/** Somebody else decides as well. */
const REFRESH_MS = 15_000;

type Site = ReturnType<typeof useSite>;

/** The queue, oldest first. `reviewer`: whose items are "mine". */
export function queueQuery(site: Site, search: QueueSearch, reviewer: string) {
  const { platform, claimed, escalated, age } = search;
  return infiniteQueryOptions({
    queryKey: ["reviews", site, { platform, claimed, escalated, age, reviewer }],
    initialPageParam: undefined as string | undefined,
    refetchInterval: REFRESH_MS,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...site, ...toParameters(search, reviewer, Date.now()), limit: PAGE, cursor: pageParam };
      return body(api.GET("/v1/reviews", { params: { query }, signal }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });
}
