import type { Catalogue } from "../catalogue/catalogue.ts";
import type { DeliveryEngine } from "../engine/engine.ts";
import type { Clock } from "../model/ports.ts";
import type { QueuePosition, Store } from "../store/store.ts";
import { isDeleted, owedWebhooks } from "./owed-webhooks.ts";

export interface RecoverDeps {
  store: Pick<Store, "freeDead" | "owedLanes">;
  catalogue: Pick<Catalogue, "now" | "load">;
  engine: Pick<DeliveryEngine, "recover">;
  clock: Clock;
}

/**
 * Finds what is owed: frees what dead nodes had claimed, then skips from webhook to webhook. Nothing else is rewritten,
 * and how much a webhook is owed does not matter: it is read when its turn comes.
 */
export async function recover({ store, catalogue, engine, clock }: RecoverDeps): Promise<void> {
  let freed: QueuePosition | null = null;
  do freed = await store.freeDead(clock.now(), freed);
  while (freed !== null);

  for await (const webhookNo of owedWebhooks(store)) {
    if (!(await isDeleted(catalogue, webhookNo))) engine.recover(webhookNo, true);
  }
}
