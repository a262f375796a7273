import type { Connect } from "./connect.ts";
import { Connection, type ConnectionOwner } from "./connection.ts";
import { AbortedError } from "./errors.ts";
import { LruMap } from "./lru.ts";
import type { Target } from "./target.ts";

// A receiver that moves to another address is found again within this time, and a policy is never older.
const LIFE_MS_MAX = 60_000;
// Idle connections are kept for so many origins. How many connections there are in all is bounded by the engine's slots:
// one that is idle was in use within the last seconds.
const ORIGINS_MAX = 1_024;

/** Connections that wait for their next exchange, by origin. There is no cap per origin: fairness is the engine's. */
export class Connections implements ConnectionOwner {
  readonly #connect: Connect;
  readonly #idle = new LruMap<string, Connection[]>(ORIGINS_MAX, (idle) => {
    for (const connection of idle) retire(connection);
  });
  readonly #all = new Set<Connection>();

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** The connection used last, since it is the least likely to have been closed meanwhile; else a new one. */
  take(target: Target): Connection {
    const idle = this.#idle.get(target.origin);
    for (let connection = idle?.pop(); connection !== undefined; connection = idle?.pop()) {
      if (isYoung(connection)) return connection;
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
    await Promise.all([...this.#all].map((connection) => connection.destroy(reason)));
  }

  released(connection: Connection): void {
    if (!this.#all.has(connection)) return;
    if (!isYoung(connection)) {
      retire(connection);
      return;
    }
    const idle = this.#idle.get(connection.origin);
    if (idle === undefined) this.#idle.set(connection.origin, [connection]);
    else idle.push(connection);
  }

  closed(connection: Connection): void {
    const idle = this.#idle.get(connection.origin);
    const index = idle?.indexOf(connection) ?? -1;
    if (index === -1) return;
    idle?.splice(index, 1);
    retire(connection);
  }

  destroyed(connection: Connection): void {
    this.#all.delete(connection);
  }
}

function retire(connection: Connection): void {
  void connection.destroy(new AbortedError("It is no longer needed."));
}

function isYoung(connection: Connection): boolean {
  return performance.now() - connection.openedAt < LIFE_MS_MAX;
}
