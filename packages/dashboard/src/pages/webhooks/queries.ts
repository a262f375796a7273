import { queryOptions } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import { readPages } from "../../api/read-pages.ts";
import type { useSite } from "../../api/site.ts";
import { webhookNamesQuery } from "../../api/webhook-names.ts";
import type { Lines } from "./bars.ts";

type Site = ReturnType<typeof useSite>;

/** What stands in a list is looked at so often. */
const LIST_MS = 10_000;
const LINES_MS = 15_000;
const DAY_MS = 86_400_000;
const PAGE_LENGTH = 200;

/** All webhooks of the site, newest first. */
export const webhooksQuery = (site: Site) => ({ ...webhookNamesQuery(site), refetchInterval: LIST_MS });

/** How each webhook did in the last 24 hours. */
export const linesQuery = (site: Site) =>
  queryOptions({
    queryKey: ["webhooks", site, "lines"],
    refetchInterval: LINES_MS,
    queryFn: async (): Promise<Lines> => {
      const from = new Date(Date.now() - DAY_MS).toISOString();
      const pages = await readPages((start) =>
        body(api.GET("/v1/stats/webhooks", { params: { query: { ...site, from, ...start } } })),
      );
      const { to, step_s: stepS } = pages[0];
      const figures = pages.flatMap(({ webhooks }) => webhooks);
      return { from: pages[0].from, to, stepS, byWebhook: new Map(figures.map((one) => [one.webhook_id, one])) };
    },
  });

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
