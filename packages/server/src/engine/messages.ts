import type { InboundRequest } from "@tabellary/contracts";
import type { Message } from "../model/message.ts";
import type { Clock } from "../model/ports.ts";
import type { Reads } from "../store/reads.ts";
import { askPatiently } from "./ask-patiently.ts";

/** Bytes of messages that are kept in memory. */
const KEPT_BYTES = 16 * 1024 * 1024;
/** What a message takes beside its body, with a header of each name. */
const ENTRY_BYTES = 500;
const HEADER_BYTES = 100;

export interface MessagesDeps {
  store: Pick<Reads, "readMessage">;
  clock: Pick<Clock, "after">;
}

interface Kept extends InboundRequest {
  bytes: number;
}

/**
 * The inbound messages that deliveries carry. The latest are in memory, so that what has just been received is not read
 * back; the rest is in the store, for as long as the store keeps it.
 */
export class Messages {
  readonly #deps: MessagesDeps;
  /** The eldest first. */
  readonly #kept = new Map<bigint, Kept>();
  #bytes = 0;

  constructor(deps: MessagesDeps) {
    this.#deps = deps;
  }

  /** Of a message that is in the store, and that a delivery carries. */
  keep({ seq, body, headers }: Pick<Message, "seq" | "body" | "headers">): void {
    const bytes = ENTRY_BYTES + body.length + HEADER_BYTES * headers.length;
    if (bytes > KEPT_BYTES || this.#kept.has(seq)) return;
    // A copy: the bytes may be a window into a buffer of many requests.
    this.#kept.set(seq, { body: new Uint8Array(body), headers, bytes });
    this.#bytes += bytes;
    for (const [eldest, { bytes }] of this.#kept) {
      if (this.#bytes <= KEPT_BYTES) return;
      this.#kept.delete(eldest);
      this.#bytes -= bytes;
    }
  }

  /** Null when it is nowhere any more. */
  async read(seq: bigint): Promise<InboundRequest | null> {
    const { store, clock } = this.#deps;
    return this.#kept.get(seq) ?? (await askPatiently(clock, () => store.readMessage(seq)));
  }
}
