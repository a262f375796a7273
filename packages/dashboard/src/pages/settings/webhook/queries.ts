import { queryOptions } from "@tanstack/react-query";
import { api, body, type Shape } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";
import { CONTRACT } from "./draft.ts";

type Site = ReturnType<typeof useSite>;
export type Webhook = Shape<"Webhook">;

/** What a page of the API holds at most. */
const PAGE_LENGTH = 200;

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
  let found: Webhook[] = [];
  let cursor: string | null = null;
  do {
    const query = { ...site, limit: PAGE_LENGTH, ...(cursor !== null && { cursor }) };
    const page: { webhooks: Webhook[]; next_cursor: string | null } = await body(
      api.GET("/v1/webhooks", { params: { query } }),
    );
    found = [...found, ...page.webhooks.filter(({ contract }) => contract === CONTRACT)];
    cursor = page.next_cursor;
  } while (cursor !== null);
  return { webhook: found.at(-1) ?? null, count: found.length };
}
