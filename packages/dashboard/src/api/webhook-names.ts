import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "./client.ts";
import { readPages } from "./read-pages.ts";
import type { useSite } from "./site.ts";

export type Webhook = Shape<"Webhook">;

/** The webhooks of a site by their ids, for lists that name them. Those that were deleted are not among them. */
export const webhookNamesQuery = (site: ReturnType<typeof useSite>) =>
  queryOptions({
    queryKey: ["webhooks", site, "names"],
    staleTime: 30_000,
    queryFn: async () => {
      const pages = await readPages((start) =>
        body(api.GET("/v1/webhooks", { params: { query: { ...site, ...start } } })),
      );
      return new Map(pages.flatMap(({ webhooks }) => webhooks.map((webhook) => [webhook.id, webhook])));
    },
  });
