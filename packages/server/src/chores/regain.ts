import type { DeliveryEngine } from "../engine/engine.ts";
import type { Lease } from "../engine/lease.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import { StoreUnavailableError } from "../store/store.ts";

/** A store that is away is asked again after this. */
const RETRY_MS = 500;

export interface RegainDeps {
  lease: Lease;
  ids: IdMaker;
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
  engine.forget();
  while (!isStopped()) {
    try {
      await lease.take();
      ids.moveTo(lease.node.no);
      return await recover();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
    }
  }
}
