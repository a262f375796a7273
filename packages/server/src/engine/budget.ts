import type { OwedDelivery } from "../store/journal-entry.ts";

/** What may stand ready in memory, over all webhooks; the rest stays in the store. */
const READY_MAX = 32_768;
const READY_BYTES_MAX = 64 * 1024 * 1024;
/** No webhook takes more than this part of it. */
const SHARES = 8;
/** What every webhook may have ready however full it is: one that is behind must not stop one that is not. */
export const ALWAYS_READY = 2;

/** What one webhook has ready. */
export class Share {
  ready = 0;
  bytes = 0;
}

/** The memory that ready deliveries take. */
export class Budget {
  readonly #total = new Share();

  get ready(): number {
    return this.#total.ready;
  }

  get isFull(): boolean {
    return this.#total.ready >= READY_MAX || this.#total.bytes >= READY_BYTES_MAX;
  }

  /** Half of it is free: whoever went without may be served. */
  get hasRoom(): boolean {
    return this.#total.ready <= READY_MAX / 2 && this.#total.bytes <= READY_BYTES_MAX / 2;
  }

  /** Whether a webhook may have one more ready, beside `coming` that are on their way. */
  allows(share: Share, coming = 0): boolean {
    const ready = share.ready + coming;
    if (ready < ALWAYS_READY) return true;
    return !this.isFull && ready < READY_MAX / SHARES && share.bytes < READY_BYTES_MAX / SHARES;
  }

  take(share: Share, { event }: OwedDelivery): void {
    for (const one of [this.#total, share]) {
      one.ready += 1;
      one.bytes += event.payload.length;
    }
  }

  release(share: Share, { event }: OwedDelivery): void {
    for (const one of [this.#total, share]) {
      one.ready -= 1;
      one.bytes -= event.payload.length;
    }
  }
}
