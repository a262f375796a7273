import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "./client.ts";
import type { useSite } from "./site.ts";

export type Webhook = Shape<"Webhook">;

/** So many pages are read: a site with more webhooks shows the ids of the oldest. */
const PAGES_MAX = 10;

/** The webhooks of a site by their ids, for lists that name them. Those that were deleted are not among them. */
export const webhookNamesQuery = (site: ReturnType<typeof useSite>) =>
  queryOptions({
    queryKey: ["webhooks", site, "names"],
    staleTime: 30_000,
    queryFn: async () => {
      const known = new Map<string, Webhook>();
      let cursor: string | null = null;
      for (let page = 0; page === 0 || (cursor !== null && page < PAGES_MAX); page++) {
        const query = { ...site, limit: 200, ...(cursor !== null && { cursor }) };
        const answer: { webhooks: Webhook[]; next_cursor: string | null } = await body(
          api.GET("/v1/webhooks", { params: { query } }),
        );
        for (const webhook of answer.webhooks) known.set(webhook.id, webhook);
        cursor = answer.next_cursor;
      }
      return known;
    },
  });
