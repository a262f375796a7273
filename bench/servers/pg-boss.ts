/**
 * pg-boss, as https://pgboss.io advises where there is much to do: jobs inserted in one statement a request, fetched and
 * settled in batches, several workers, a table for the queue alone. Route and workers share the process: a third of a
 * core is all they take beside PostgreSQL, which is what there is to wait for.
 */
import { type JobResult, PgBoss } from "pg-boss";
import type { Delivery } from "./deliveries.ts";
import { live, type Served, type ServerOptions } from "./life.ts";
import { Poster } from "./poster.ts";
import { openRoute } from "./route.ts";

/**
 * `polling`: workers look every half second, and again at once after a full batch. `notified`: each insert wakes them
 * (LISTEN/NOTIFY). A delivery then goes out in 13 to 23 ms instead of 170 to 230 (medians, 300 events/s), and half as many
 * events are taken in, since PostgreSQL commits those that notify one after the other.
 */
export type Waking = "polling" | "notified";

export interface PgBossOptions extends ServerOptions {
  databaseUrl: string;
  waking: Waking;
}

const QUEUE = "deliveries";
/** The least that pg-boss takes. What waits for its next attempt is found by polling in both ways of waking. */
const POLLING_SECONDS = 0.5;
/** Twice the default, for requests and workers together: 1,050 to 1,300 events/s, against 870 to 950. */
const POOL_CONNECTIONS_MAX = 20;
/** With four workers. Batches of 250, and eight workers, were slower where requests are batches. */
const BATCH_SIZE = 100;
/** Every insert wakes all the workers of a queue, so that fewer of them find more each. */
const WORKERS = { polling: 4, notified: 2 } as const;

await live(async (options: PgBossOptions): Promise<Served> => {
  const boss = await openBoss(options);
  const poster = new Poster(options.targets, options.secret);
  await startWorkers(boss, options, poster);
  const route = await openRoute({ ...options, keep: (deliveries) => insert(boss, deliveries) });
  return {
    port: route.port,
    async stop() {
      await route.close();
      await boss.stop();
      await poster.close();
    },
  };
});

async function openBoss({ databaseUrl, waking, schedule }: PgBossOptions): Promise<PgBoss> {
  const notify = waking === "notified";
  const boss = new PgBoss({ connectionString: databaseUrl, max: POOL_CONNECTIONS_MAX, useListenNotify: notify });
  boss.on("error", console.error);
  await boss.start();
  await boss.createQueue(QUEUE, {
    // The default, and the one that checks least: no rule about jobs beside each other.
    policy: "standard",
    partition: true,
    notify,
    // Its backoff doubles a first delay up to a last one; a list of delays it does not take.
    retryLimit: schedule.length - 1,
    retryDelay: schedule[1]!,
    retryBackoff: true,
    retryDelayMax: schedule.at(-1)!,
  });
  return boss;
}

/** `insert` also for one: it takes the same statement as `send`, with less before it. */
async function insert(boss: PgBoss, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await boss.insert(
    QUEUE,
    deliveries.map((data) => ({ data })),
  );
}

async function startWorkers(boss: PgBoss, { waking }: PgBossOptions, poster: Poster): Promise<void> {
  const options = {
    batchSize: BATCH_SIZE,
    localConcurrency: WORKERS[waking],
    pollingIntervalSeconds: POLLING_SECONDS,
    notifyPollingIntervalSeconds: POLLING_SECONDS,
    burstWhenBatchFull: true,
    perJobResults: true,
  } as const;
  await boss.work<Delivery>(QUEUE, options, (jobs) =>
    Promise.all(jobs.map(({ id, data }) => attempt(poster, id, data))),
  );
}

async function attempt(poster: Poster, id: string, delivery: Delivery): Promise<JobResult> {
  try {
    await poster.post(delivery);
    return { id, status: "completed" };
  } catch (error) {
    return { id, status: "failed", output: error };
  }
}
