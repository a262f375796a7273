import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";

export type Review = Shape<"Review">;

/** What the address bar has of the queue. */
export interface QueueSearch {
  platform?: string;
  /** `mine`: what the reviewer has taken. */
  claimed?: string;
  escalated?: string;
  /** Only what has waited for at least so long: one of `AGES`. */
  age?: string;
  /** The item that is looked at. */
  item?: string;
}

const HOUR_MS = 3_600_000;
export const AGES = [
  { value: "1h", label: "Over an hour", ms: HOUR_MS },
  { value: "24h", label: "Over a day", ms: 24 * HOUR_MS },
  { value: "7d", label: "Over a week", ms: 7 * 24 * HOUR_MS },
] as const;

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

/** What the address bar says, as the API takes it. What it does not know is as if it were left out. */
export function toParameters({ platform, claimed, escalated, age }: QueueSearch, reviewer: string, now: number) {
  const old = AGES.find(({ value }) => value === age);
  return {
    ...(platform !== undefined && { platform }),
    ...(claimed === "mine" && { assignee: reviewer }),
    ...(escalated !== undefined && { is_escalated: escalated === "yes" }),
    ...(old !== undefined && { to: new Date(now - old.ms).toISOString() }),
  };
}
