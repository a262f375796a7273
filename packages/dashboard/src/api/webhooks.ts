import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "./client.ts";
import type { useSite } from "./site.ts";

export type Webhook = Shape<"Webhook">;

type Site = ReturnType<typeof useSite>;

/** So many are asked for in one request. */
const IDS_MAX = 100;

interface Wanted {
  id: string;
  found(webhook: Webhook | null): void;
  failed(error: unknown): void;
}

/** By sites: what has been asked for since the browser last drew. */
const wanted = new Map<string, Wanted[]>();

/** A webhook for a list that names it; null when it was deleted. All that a page names are asked for together. */
export const webhookNamedQuery = (site: Site, id: string) =>
  queryOptions({
    queryKey: ["webhooks", site, "named", id],
    staleTime: 30_000,
    queryFn: () =>
      new Promise<Webhook | null>((found, failed) => {
        const key = site.site_id ?? "";
        const others = wanted.get(key);
        if (others === undefined) setTimeout(askFor, 0, site, key);
        wanted.set(key, [...(others ?? []), { id, found, failed }]);
      }),
  });

function askFor(site: Site, key: string): void {
  const all = wanted.get(key) ?? [];
  wanted.delete(key);
  for (let at = 0; at < all.length; at += IDS_MAX) {
    const some = all.slice(at, at + IDS_MAX);
    const query = { ...site, ids: some.map(({ id }) => id).join(","), limit: IDS_MAX };
    body(api.GET("/v1/webhooks", { params: { query } })).then(
      ({ webhooks }) => {
        const byId = new Map(webhooks.map((webhook) => [webhook.id, webhook]));
        for (const { id, found } of some) found(byId.get(id) ?? null);
      },
      (error) => {
        for (const { failed } of some) failed(error);
      },
    );
  }
}
