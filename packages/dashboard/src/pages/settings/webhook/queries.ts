import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../../api/client.ts";
import { type PageStart, readPages } from "../../../api/read-pages.ts";
import type { useSite } from "../../../api/site.ts";
import { CONTRACT } from "./draft.ts";

type Site = ReturnType<typeof useSite>;
export type Webhook = Shape<"Webhook">;

export interface Found {
  /** The eldest of the contract; null: there is none yet. */
  webhook: Webhook | null;
  /** How many there are of it. */
  count: number;
}

/** The site's PixelPatrol webhooks. They are few, so all of the list is read. */
export const pixelpatrolQuery = (site: Site) =>
  queryOptions({ queryKey: ["webhooks", "pixelpatrol", site], queryFn: () => find(site) });

async function find(site: Site): Promise<Found> {
  const read = (start: PageStart) => body(api.GET("/v1/webhooks", { params: { query: { ...site, ...start } } }));
  const pages = await readPages(read, Number.POSITIVE_INFINITY);
  const found = pages.flatMap(({ webhooks }) => webhooks.filter(({ contract }) => contract === CONTRACT));
  return { webhook: found.at(-1) ?? null, count: found.length };
}
