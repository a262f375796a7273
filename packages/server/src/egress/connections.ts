import type { Carriers } from "./carrier.ts";
import type { Connect } from "./connect.ts";
import { Connection, type ConnectionOwner } from "./connection.ts";
import { AbortedError } from "./errors.ts";
import { LruMap } from "./lru.ts";
import type { Target } from "./target.ts";

// Idle connections are kept for so many origins. How many connections there are in all is bounded by the engine's slots:
// one that is idle was in use within the last seconds.
const ORIGINS_MAX = 1_024;
/** How often those that have been idle for too long are looked for. */
const SWEEP_MS = 1_000;

/** Connections that wait for their next exchange, by origin. There is no cap per origin: fairness is the engine's. */
export class Connections implements Carriers, ConnectionOwner {
  readonly #connect: Connect;
  readonly #idle = new LruMap<string, Connection[]>(ORIGINS_MAX, (idle) => {
    for (const connection of [...idle]) retire(connection);
  });
  readonly #all = new Set<Connection>();
  #sweep: NodeJS.Timeout | null = null;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The connection used last, since it is the least likely to have been closed meanwhile; else a new one. */
  take(target: Target): Connection {
    const idle = this.#idle.get(target.origin);
    const now = performance.now();
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      if (connection.isUsable(now)) return connection;
      retire(connection);
    }
    return this.open(target);
  }

  open(target: Target): Connection {
    const connection = new Connection(target, this.#connect, this);
    this.#all.add(connection);
    return connection;
  }

  async destroyAll(reason: Error): Promise<void> {
    for (const connection of [...this.#all]) connection.destroy(reason);
  }

  released(connection: Connection): void {
    const idle = this.#idle.get(connection.origin);
    if (idle === undefined) this.#idle.set(connection.origin, [connection]);
    else idle.push(connection);
    this.#sweep ??= setTimeout(() => this.#retireIdle(), SWEEP_MS).unref();
  }

  closed(connection: Connection): void {
    this.#all.delete(connection);
    const idle = this.#idle.get(connection.origin);
    const index = idle?.indexOf(connection) ?? -1;
    if (index !== -1) idle!.splice(index, 1);
  }

  #retireIdle(): void {
    this.#sweep = null;
    const now = performance.now();
    let kept = 0;
    for (const idle of [...this.#idle.values()]) {
      for (const connection of [...idle]) if (!connection.isUsable(now)) retire(connection);
      kept += idle.length;
    }
    if (kept > 0) this.#sweep = setTimeout(() => this.#retireIdle(), SWEEP_MS).unref();
  }
}

function retire(connection: Connection): void {
  connection.destroy(new AbortedError("It is no longer needed."));
}
