import { Readable } from "node:stream";

export const STREAM_KINDS = ["event", "delivery", "message", "figures"] as const;
export type StreamKind = (typeof STREAM_KINDS)[number];

/** Something new, or that has changed, as it is sent. */
export interface Change {
  kind: StreamKind;
  /** The type of the event; null where it has none, which no wish for a type leaves out. */
  type: string | null;
  /** The webhooks that it is about; null as above. */
  webhookNos: readonly number[] | null;
  /** JSON. */
  text: string;
}

/** What a follower wants to see. */
export interface Wish {
  kinds: ReadonlySet<StreamKind>;
  webhookNo: number | null;
  type: string | null;
}

/** Who does not read what he follows is let go when so many bytes wait for him from one look to the next. */
const WAITING_BYTES_MAX = 1024 * 1024;
/** A page that lost its stream comes again after this. */
const RETRY_MS = 2_000;

/** One who follows: server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export class Follower {
  readonly wish: Wish;
  /** Whether the key that he came with is known still. */
  readonly isAllowed: () => boolean;
  readonly stream = new Readable({ read: () => undefined });

  constructor(wish: Wish, isAllowed: () => boolean) {
    this.wish = wish;
    this.isAllowed = isAllowed;
    this.#write(`retry: ${RETRY_MS}\n\n`);
  }

  wants({ kind, type, webhookNos }: Change): boolean {
    const { kinds, webhookNo, type: wanted } = this.wish;
    if (!kinds.has(kind)) return false;
    if (webhookNo !== null && webhookNos !== null && !webhookNos.includes(webhookNo)) return false;
    return wanted === null || type === null || type === wanted;
  }

  /** `id`: of the look that it was found by. */
  tell(event: string, id: string, text: string): void {
    this.#write(`event: ${event}\nid: ${id}\ndata: ${text}\n\n`);
  }

  /** Proxies end a connection on which nothing comes. */
  keepAlive(): void {
    this.#write(": keepalive\n\n");
  }

  /** Whether too much waits for him. */
  get isBehind(): boolean {
    return this.stream.readableLength > WAITING_BYTES_MAX;
  }

  end(): void {
    if (!this.stream.destroyed) this.stream.push(null);
  }

  /** At once: what waits for him is forgotten. */
  cut(): void {
    this.stream.destroy();
  }

  #write(text: string): void {
    if (!this.stream.destroyed) this.stream.push(text);
  }
}
