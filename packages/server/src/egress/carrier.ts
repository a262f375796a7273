import type { Opening } from "./connect.ts";
import type { Target } from "./target.ts";

/** A request as it is written, beside where it goes. */
export interface Message {
  method: string;
  /** With its query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
}

/** Hears, in this order, how an exchange goes. After `onEnd` or `onError` nothing more comes. */
export interface Hearer {
  /** Nothing has been written yet, and now could be. False: it is no longer to be. */
  onWritable(): boolean;
  /** The first byte of an answer has come. */
  onAnswering(): void;
  /** The answer's head; announcements (1xx) are passed over. Names in lower case. */
  onHead(status: number, headers: readonly (readonly [string, string])[]): void;
  /** A piece of the body: a window into a buffer that may be larger. */
  onBody(piece: Uint8Array): void;
  onEnd(): void;
  onError(error: Error): void;
}

/** What an exchange is written to: a connection of ours, or the way through a proxy. */
export interface Carrier {
  /** By `performance.now()`. An exchange that began later is on a kept connection. */
  readonly openedAt: number;
  readonly opening: Opening;
  dispatch(message: Message, hearer: Hearer): void;
  /** The exchange is complete; the next may use this. */
  release(): void;
  /** The exchange was given up; nothing more may be written or read. */
  destroy(reason: Error): void;
}

/** How an exchange gets something to be written to: a kept connection if there is one, or surely a new one. */
export interface Carriers {
  take(target: Target): Carrier;
  open(target: Target): Carrier;
  destroyAll(reason: Error): Promise<void>;
}
