import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { StoreUnavailableError } from "../store.ts";
import { ConnectionLostError, isContended, toFault } from "./faults.ts";

const BETWEEN_TRIES_MS = 500;

export interface Waiting {
  /** How long it is tried again; 0: not at all. */
  waitMs: number;
  /** Hears once that it has to wait, and for what. */
  onWait(error: Error): void;
}

/**
 * Opens a database that may be starting just now. What waiting does not mend, such as a wrong password or a database
 * that does not exist, is thrown at once; the rest when the time is over, as the last try threw it.
 */
export async function whenReached<T>(open: () => Promise<T>, { waitMs, onWait }: Waiting): Promise<T> {
  const until = performance.now() + waitMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isPassing(error) || performance.now() >= until) throw error;
      if (tries === 1) onWait(error);
      await setTimeout(BETWEEN_TRIES_MS);
    }
  }
}

function isPassing(error: unknown): error is StoreUnavailableError {
  if (!(error instanceof StoreUnavailableError)) return false;
  const { cause } = error;
  if (!(cause instanceof pg.DatabaseError)) return true;
  return isContended(cause) || toFault(cause) instanceof ConnectionLostError;
}
