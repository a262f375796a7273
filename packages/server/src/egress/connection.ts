import type { Socket } from "node:net";
import { Client, type Dispatcher } from "undici";
import type { Connect, Opening } from "./connect.ts";
import { UnwritableError } from "./errors.ts";
import { handOver } from "./hand-over.ts";
import type { Target } from "./target.ts";

/** What an exchange is written to: a connection of ours, or the way through a proxy. */
export interface Carrier {
  /** By `performance.now()`. An exchange that began later is on a kept connection. */
  readonly openedAt: number;
  readonly opening: Opening;
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void;
  /** The exchange is complete; the next may use this. */
  release(): void;
  /** The exchange was given up; nothing more may be written or read. */
  destroy(reason: Error): Promise<void>;
}

/** Hears what becomes of a connection. */
export interface ConnectionOwner {
  released(connection: Connection): void;
  /** By the receiver, or for idleness. An exchange that is on it hears of it by itself. */
  closed(connection: Connection): void;
  destroyed(connection: Connection): void;
}

// The receiver's Keep-Alive hint is honoured less a second, because a request that meets a closing connection is lost.
// Without a hint: below the 5 s after which Node, Apache and many load balancers close.
const IDLE_MS = 4_000;
const IDLE_MS_MAX = 60_000;
const IDLE_MARGIN_MS = 1_000;

/**
 * One connection and at most one exchange on it: an undici `Client`, whose HTTP parser and keep-alive we use.
 * undici's `Pool` looks through all clients for a free one, cannot give up a single connection that is still being
 * opened, and does not say which request opened which; so the idle ones are kept by `Connections`.
 */
export class Connection implements Carrier {
  readonly origin: string;
  openedAt = Number.POSITIVE_INFINITY;
  opening: Opening = { phase: "dns", isCancelled: false };
  readonly #client: Client;
  readonly #target: Target;
  readonly #connect: Connect;
  readonly #owner: ConnectionOwner;

  constructor(target: Target, connect: Connect, owner: ConnectionOwner) {
    this.origin = target.origin;
    this.#target = target;
    this.#connect = connect;
    this.#owner = owner;
    this.#client = new Client(target.origin, {
      // undici calls this again when a kept connection closed before the request was written: the request moves over.
      connect: (_options, callback) => this.#open(callback),
      allowH2: false,
      pipelining: 1,
      keepAliveTimeout: IDLE_MS,
      keepAliveMaxTimeout: IDLE_MS_MAX,
      keepAliveTimeoutThreshold: IDLE_MARGIN_MS,
      headersTimeout: 0, // the exchange has one time limit for everything
      bodyTimeout: 0,
    });
    this.#client.on("disconnect", () => owner.closed(this));
  }

  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    handOver(this.#client, options, handler);
  }

  release(): void {
    this.#owner.released(this);
  }

  async destroy(reason: Error): Promise<void> {
    this.opening.isCancelled = true;
    if (this.opening.phase !== "open") this.opening.socket?.destroy(reason);
    this.#owner.destroyed(this);
    await this.#client.destroy(reason);
  }

  #open(callback: (...result: [error: null, socket: Socket] | [error: Error, socket: null]) => void): void {
    const opening: Opening = { phase: "dns", isCancelled: false };
    this.opening = opening;
    this.openedAt = Number.POSITIVE_INFINITY;
    this.#connect(this.#target, opening)
      .then(
        (socket) => {
          this.openedAt = performance.now();
          callback(null, socket); // undici writes the request in here
        },
        (error: Error) => callback(error, null),
      )
      .catch((error: unknown) => this.destroy(new UnwritableError(error)));
  }
}
