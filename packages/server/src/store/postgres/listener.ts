import pg from "pg";
import type { Clock } from "../../model/ports.ts";

/** Between two tries to connect: twice as long each time. */
const RETRY_MS_MIN = 100;
const RETRY_MS_MAX = 5_000;
/** A connection on which nothing comes looks the same when it is dead: asked this often, it has to answer. */
const CHECK_MS = 15_000;
const ANSWER_MS_MAX = 3_000;

export interface ListenerDeps {
  url: string;
  /** A name that needs no quotes. */
  channel: string;
  clock: Clock;
}

/**
 * Waits for NOTIFY on a connection of its own, for as long as the process lives, and connects again whenever that is
 * lost. Nobody depends on it: who misses something finds it by asking. So it never throws, and keeps no process alive.
 */
export class Listener {
  readonly #deps: ListenerDeps;
  #client: pg.Client | null = null;
  #isClosed = false;
  #isRunning = false;

  constructor(deps: ListenerDeps) {
    this.#deps = deps;
  }

  /** Calls `hear` on each notification, and whenever it listens anew: something may have been said meanwhile. */
  start(hear: () => void): void {
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    void this.#run(hear);
  }

  close(): void {
    this.#isClosed = true;
    this.#client?.connection.stream.destroy();
  }

  async #run(hear: () => void): Promise<void> {
    for (let waitMs = RETRY_MS_MIN; !this.#isClosed; waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)) {
      const hasListened = await this.#listen(hear);
      if (this.#isClosed) return;
      if (hasListened) waitMs = RETRY_MS_MIN;
      await this.#pause(waitMs);
    }
  }

  /** Until the connection is lost. False when it never came about. */
  async #listen(hear: () => void): Promise<boolean> {
    const { url, channel } = this.#deps;
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: ANSWER_MS_MAX,
      keepAlive: true,
      keepAliveInitialDelayMillis: CHECK_MS,
      application_name: "tabellary",
    });
    this.#client = client;
    const ended = new Promise<void>((resolve) => client.once("end", resolve));
    // Whatever is wrong with the connection also ends it.
    client.on("error", () => undefined);
    client.on("notification", hear);
    let hasListened = false;
    try {
      await client.connect();
      (client as pg.Client & { unref(): void }).unref();
      await ask(client, `LISTEN ${channel}`);
      hasListened = true;
      hear();
      void this.#check(client);
      await ended;
    } catch {
      client.connection.stream.destroy();
    }
    this.#client = null;
    return hasListened;
  }

  async #check(client: pg.Client): Promise<void> {
    try {
      for (;;) {
        await this.#pause(CHECK_MS);
        if (client !== this.#client || this.#isClosed) return;
        await ask(client, "SELECT 1");
      }
    } catch {
      client.connection.stream.destroy();
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#deps.clock.after(ms, resolve));
  }
}

async function ask(client: pg.Client, text: string): Promise<void> {
  await client.query({ text, query_timeout: ANSWER_MS_MAX } as pg.QueryConfig);
}
