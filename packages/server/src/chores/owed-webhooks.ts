import type { Catalogue } from "../catalogue/catalogue.ts";
import type { OwedLane } from "../store/reads.ts";
import type { Store } from "../store/store.ts";

/**
 * Whether a webhook that is owed something was deleted. One that is not known here may have been made by another node a
 * moment ago: the catalogue is read anew first.
 */
export async function isDeleted(catalogue: Pick<Catalogue, "now" | "load">, webhookNo: number): Promise<boolean> {
  if (catalogue.now.webhook(webhookNo) === undefined) await catalogue.load();
  return catalogue.now.webhook(webhookNo) === undefined;
}

const LAST_KEY = (1n << 63n) - 1n;

/** The numbers of the webhooks that are owed something, skipping from one to the next however much each is owed. */
export async function* owedWebhooks(store: Pick<Store, "owedLanes">): AsyncGenerator<number> {
  let after: OwedLane | null = null;
  for (;;) {
    const [lane]: readonly OwedLane[] = await store.owedLanes(after, 1);
    if (lane === undefined) return;
    yield lane.webhookNo;
    after = { webhookNo: lane.webhookNo, laneKey: LAST_KEY };
  }
}
