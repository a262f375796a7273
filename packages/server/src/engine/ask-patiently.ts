import type { Clock } from "../model/ports.ts";
import { StoreUnavailableError } from "../store/store.ts";

/** A store that is away is asked again after this. */
const RETRY_MS = 500;

/** Waits for a store that is away: what is asked for an attempt is no reason to count it as failed. */
export async function askPatiently<T>(clock: Pick<Clock, "after">, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
    }
  }
}
