import type { FastifyRequest } from "fastify";
import type { Snapshot } from "../../catalogue/snapshot.ts";
import { isInner } from "../../engine/inner.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { StoredDelivery } from "../../store/reads.ts";
import type { AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";

type OneDelivery = FastifyRequest & { params: { id: string }; query: { site_id?: string } };

/**
 * A delivery is its event's: whether a site may see it is whether it may see the event.
 * @throws Problem `invalid_id`, or `not_found` also when it is another site's
 */
export async function findDelivery(
  request: OneDelivery,
  { catalogue, store }: Pick<AppDeps, "catalogue" | "store">,
): Promise<{ siteNo: number; row: StoredDelivery }> {
  const site = siteOf(request, catalogue, request.query.site_id);
  const seq = parseId("del", request.params.id);
  if (seq === undefined) throw new Problem("invalid_id", "The id is not `del_` and 13 characters.");
  const row = await store.readDelivery(seq);
  const event = row && (await store.readEvent(site.no, row.eventSeq));
  if (row === null || event === null || isHidden(catalogue.now, row.webhookNo))
    throw unknownDelivery(request.params.id);
  return { siteNo: site.no, row };
}

/** What the hub does by itself is no delivery to anybody outside. */
export function isHidden(snapshot: Snapshot, webhookNo: number): boolean {
  const webhook = snapshot.webhook(webhookNo);
  return webhook !== undefined && isInner(webhook);
}

/** The webhooks of a site whose deliveries are hidden. */
export function hiddenOf(snapshot: Snapshot, siteNo: number): number[] {
  return snapshot
    .allWebhooksOf(siteNo)
    .filter(isInner)
    .map(({ no }) => no);
}

export function unknownDelivery(id: string): Problem {
  return new Problem("not_found", `There is no delivery ${id} in this site.`);
}
