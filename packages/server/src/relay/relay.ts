import type { Clock } from "../model/ports.ts";
import type { Log } from "../telemetry/log.ts";
import type { Answer } from "./hub-client.ts";
import type { RelayBatch, RelayRow, RelaySource } from "./source.ts";

/** How long nothing waits before it is looked again. */
const IDLE_MS = 250;
/** Another relay is asked after in these steps. */
const STAND_BY_MS = 2_000;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;
/** Where it is to end some time, the hub or the database may be away so often in a row. */
const TRIES_MAX = 5;

export interface RelayDeps {
  open(): Promise<RelaySource>;
  send(batch: RelayBatch): Promise<Answer>;
  clock: Pick<Clock, "after">;
  log: Pick<Log, "debug" | "info" | "warn" | "error">;
  signal: AbortSignal;
}

/** `drained`: nothing waits any more. `failed`: it was tried several times. `held`: another relay has the outbox. */
export type RelayEnd = "drained" | "stopped" | "failed" | "held";

/** The hub did not take a batch, for no fault of its rows: nothing was lost, and it is sent again. */
class NotTakenError extends Error {
  readonly code = "not_taken";
  /** When the hub said so. */
  readonly afterMs: number | null;
  /** Somebody has to mend the relay's settings first. */
  readonly isMisplaced: boolean;

  constructor(
    message: string,
    { afterMs = null, isMisplaced = false }: { afterMs?: number | null; isMisplaced?: boolean },
  ) {
    super(message);
    this.afterMs = afterMs;
    this.isMisplaced = isMisplaced;
  }
}

/**
 * Carries the rows of an outbox to a hub, in their order and at least once. One batch is under way. It is gone from the
 * table only when the hub has answered 202; before that it is the same batch under the same key, however often it is
 * sent and by whichever process. Rows that the hub never takes are set aside, and hold nobody up.
 */
export class Relay {
  readonly #deps: RelayDeps;
  #troubles = 0;

  constructor(deps: RelayDeps) {
    this.#deps = deps;
  }

  /** Runs until it is stopped, or with `isOnce` until nothing waits. */
  async run({ isOnce }: { isOnce: boolean }): Promise<RelayEnd> {
    const { signal, log } = this.#deps;
    while (!signal.aborted) {
      try {
        const end = await this.#runOn(isOnce);
        if (end !== null) return end;
      } catch (error) {
        this.#troubles += 1;
        const isMisplaced = error instanceof NotTakenError && error.isMisplaced;
        const delayMs = this.#delayOf(error);
        log[isMisplaced ? "error" : "warn"](
          { err: error, retryMs: delayMs },
          "what waits in the outbox is kept, and tried again",
        );
        if (isOnce && (isMisplaced || this.#troubles >= TRIES_MAX)) return "failed";
        await this.#wait(delayMs);
      }
    }
    return "stopped";
  }

  #delayOf(error: unknown): number {
    const grown = Math.min(FIRST_RETRY_MS * 2 ** (this.#troubles - 1), LAST_RETRY_MS);
    if (!(error instanceof NotTakenError)) return grown;
    return error.isMisplaced ? LAST_RETRY_MS : Math.max(error.afterMs ?? 0, grown);
  }

  /** Over one connection to the source. */
  async #runOn(isOnce: boolean): Promise<RelayEnd | null> {
    const { signal, log, open } = this.#deps;
    const source = await open();
    try {
      let isToldHeld = false;
      while (!(await source.hold())) {
        if (isOnce) return "held";
        if (!isToldHeld) log.info("another relay drains this outbox; standing by");
        isToldHeld = true;
        await this.#wait(STAND_BY_MS);
        if (signal.aborted) return "stopped";
      }
      while (!signal.aborted) {
        const batch = await source.next();
        if (batch !== null) await this.#carry(source, batch);
        else if (isOnce) return "drained";
        else await this.#wait(IDLE_MS);
      }
      return "stopped";
    } finally {
      await source.close();
    }
  }

  async #carry(source: RelaySource, batch: RelayBatch): Promise<void> {
    const answer = await this.#deps.send(batch);
    switch (answer.kind) {
      case "taken":
        await source.done(batch);
        this.#deps.log.debug({ events: batch.rows.length }, "the hub has taken a batch");
        break;
      case "refused":
        await this.#refuse(source, batch, answer);
        break;
      case "refused_whole":
        await this.#setAside(source, batch, batch.rows, answer.reason);
        break;
      case "away":
        throw new NotTakenError(answer.reason, answer);
      case "misplaced":
        throw new NotTakenError(answer.reason, { isMisplaced: true });
    }
    this.#troubles = 0;
  }

  /** Down to the row that is why: the one that is named, else by halves. */
  async #refuse(source: RelaySource, batch: RelayBatch, { at, reason }: { at: number | null; reason: string }) {
    const named = batch.rows.length === 1 ? batch.rows[0] : at === null ? undefined : batch.rows[at];
    if (named === undefined) await source.split(batch);
    else await this.#setAside(source, batch, [named], reason);
  }

  async #setAside(source: RelaySource, batch: RelayBatch, rows: readonly RelayRow[], reason: string): Promise<void> {
    await source.setAside(batch, rows, reason);
    for (const { no, type, site } of rows) {
      this.#deps.log.error({ row: no, type, site, reason }, "the hub never takes this row; it was set aside");
    }
  }

  #wait(delayMs: number): Promise<void> {
    const { clock, signal } = this.#deps;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        timer.cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = clock.after(delayMs, end);
      signal.addEventListener("abort", end);
    });
  }
}
