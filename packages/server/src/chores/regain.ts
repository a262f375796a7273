import type { DeliveryEngine } from "../engine/engine.ts";
import type { Lease } from "../engine/lease.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import { StoreUnavailableError } from "../store/store.ts";

/** A store that is away is asked again after this. */
const RETRY_MS = 500;

export interface RegainDeps {
  lease: Pick<Lease, "node" | "take" | "holds">;
  ids: Pick<IdMaker, "moveTo">;
  engine: Pick<DeliveryEngine, "forget">;
  clock: Clock;
  /** Finds what is owed (recover.ts). */
  recover(): Promise<void>;
  /** The process ends meanwhile. */
  isStopped(): boolean;
}

/**
 * The lease ran out: forgets all that is in memory, takes a new one and finds what is owed. For as long as the store is
 * away it goes on trying; other failures of the store pass.
 */
export async function regain({ lease, ids, engine, clock, recover, isStopped }: RegainDeps): Promise<void> {
  while (!isStopped()) {
    // Each time: what was taken in under a lease that is given up again is not ours under the next.
    engine.forget();
    try {
      await lease.take();
      ids.moveTo(lease.node.no);
      await recover();
      // It may have run out meanwhile: whoever hears of that leaves it to this one.
      if (lease.holds()) return;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
    }
  }
}
