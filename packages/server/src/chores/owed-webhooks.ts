import type { OwedLane } from "../store/reads.ts";
import type { Store } from "../store/store.ts";

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
