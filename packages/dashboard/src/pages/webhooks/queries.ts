import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import { keepPreviousOf } from "../../api/keep-previous.ts";
import type { useSite } from "../../api/site.ts";
import type { Lines } from "./bars.ts";

type Site = ReturnType<typeof useSite>;

/** What stands in a list is looked at so often. */
const LIST_MS = 10_000;
const LINES_MS = 15_000;
const DAY_MS = 86_400_000;
const PAGE_LENGTH = 200;
/** Webhooks on the screen, until somebody wants more. */
const SHOWN = 100;

/** Where a page of the list begins, and which webhooks are in it. */
export interface PageOfWebhooks {
  /** Words that are searched for; empty: all webhooks. */
  words: string;
  /** Null: the newest. */
  cursor: string | null;
}

/** Webhooks of the site, newest first; what was found before stands until others are. */
export const webhooksQuery = (site: Site, words: string) =>
  infiniteQueryOptions({
    queryKey: ["webhooks", site, "list", words],
    initialPageParam: null as string | null,
    refetchInterval: LIST_MS,
    placeholderData: keepPreviousOf(site),
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = toParameters(site, { words, cursor });
      return body(api.GET("/v1/webhooks", { params: { query }, signal }));
    },
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** How each webhook of a page did in the last 24 hours. */
export const linesQuery = (site: Site, page: PageOfWebhooks) =>
  queryOptions({
    queryKey: ["webhooks", site, "lines", page],
    refetchInterval: LINES_MS,
    queryFn: async ({ signal }): Promise<Lines> => {
      const query = { ...toParameters(site, page), from: new Date(Date.now() - DAY_MS).toISOString() };
      const { from, to, step_s, webhooks } = await body(api.GET("/v1/stats/webhooks", { params: { query }, signal }));
      return { from, to, stepS: step_s, byWebhook: new Map(webhooks.map((one) => [one.webhook_id, one])) };
    },
  });

function toParameters(site: Site, { words, cursor }: PageOfWebhooks) {
  return { ...site, limit: SHOWN, ...(words !== "" && { q: words }), ...(cursor !== null && { cursor }) };
}

export const webhookQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["webhook", site, id],
    refetchInterval: LIST_MS,
    queryFn: () => body(api.GET("/v1/webhooks/{id}", { params: { path: { id }, query: site } })),
  });

/** Since when it is as it is, what failed last, what waits. */
export const healthQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["webhook", site, id, "health"],
    refetchInterval: LIST_MS,
    queryFn: () => body(api.GET("/v1/webhooks/{id}/health", { params: { path: { id }, query: site } })),
  });

/** Types that the site has described, to choose from. */
export const eventTypesQuery = (site: Site) =>
  queryOptions({
    queryKey: ["event-types", site, "names"],
    staleTime: 30_000,
    queryFn: async () => {
      const query = { ...site, limit: PAGE_LENGTH };
      return (await body(api.GET("/v1/event-types", { params: { query } }))).event_types.map(({ name }) => name);
    },
  });

/** Sources of the site by name, to choose from. */
export const sourceNamesQuery = (site: Site) =>
  queryOptions({
    queryKey: ["sources", site, "names"],
    staleTime: 30_000,
    queryFn: async () => {
      const { sources } = await body(api.GET("/v1/sources", { params: { query: { ...site, limit: PAGE_LENGTH } } }));
      return sources.map(({ id, name, platform }) => ({ value: id, label: name ?? platform }));
    },
  });

export function readSecret(site: Site, id: string) {
  return body(api.GET("/v1/webhooks/{id}/secret", { params: { path: { id }, query: site } }));
}
