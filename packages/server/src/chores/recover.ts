import type { Catalogue } from "../catalogue/catalogue.ts";
import type { DeliveryEngine } from "../engine/engine.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedLane } from "../store/reads.ts";
import type { QueuePosition, Store } from "../store/store.ts";

export interface RecoverDeps {
  store: Pick<Store, "freeDead" | "owedLanes">;
  catalogue: Catalogue;
  engine: Pick<DeliveryEngine, "recover">;
  clock: Clock;
}

const LAST_KEY = (1n << 63n) - 1n;

/**
 * Finds what is owed: frees what dead nodes had claimed, then skips from webhook to webhook. Nothing else is rewritten,
 * and how much a webhook is owed does not matter: it is read when its turn comes.
 */
export async function recover({ store, catalogue, engine, clock }: RecoverDeps): Promise<void> {
  let freed: QueuePosition | null = null;
  do freed = await store.freeDead(clock.now(), freed);
  while (freed !== null);

  let after: OwedLane | null = null;
  for (;;) {
    const [lane]: readonly OwedLane[] = await store.owedLanes(after, 1);
    if (lane === undefined) return;
    if (catalogue.now.webhook(lane.webhookNo)) engine.recover(lane.webhookNo, true);
    after = { webhookNo: lane.webhookNo, laneKey: LAST_KEY };
  }
}
