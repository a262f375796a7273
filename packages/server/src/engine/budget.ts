import type { OwedDelivery } from "../store/journal-entry.ts";

/** What may stand ready in memory, over all webhooks; the rest stays in the store. */
const READY_MAX = 32_768;
const READY_BYTES_MAX = 64 * 1024 * 1024;

/** The memory that ready deliveries take. */
export class Budget {
  #ready = 0;
  #bytes = 0;

  get ready(): number {
    return this.#ready;
  }

  get isFull(): boolean {
    return this.#ready >= READY_MAX || this.#bytes >= READY_BYTES_MAX;
  }

  /** Half of it is free: whoever went without may be served. */
  get hasRoom(): boolean {
    return this.#ready <= READY_MAX / 2 && this.#bytes <= READY_BYTES_MAX / 2;
  }

  take({ event }: OwedDelivery): void {
    this.#ready += 1;
    this.#bytes += event.payload.length;
  }

  release({ event }: OwedDelivery): void {
    this.#ready -= 1;
    this.#bytes -= event.payload.length;
  }
}
