/**
 * BullMQ, as https://docs.bullmq.io advises: "Going to production" for the connections and what is kept, "Parallelism
 * and concurrency" for the worker, "Adding jobs in bulk" for batches and fan-out, "Retrying failing jobs" for the rest.
 *
 * Route and worker share the process. On two cores, which load generator, receiver and Redis want as well, a worker in a
 * process of its own was no gain: at best 4,570 events/s for 296 µs of processor time each, all processes but the load's;
 * together at best 5,740 for 261 µs.
 */
import { Queue, Worker } from "bullmq";
import type { Delivery } from "./deliveries.ts";
import { live, type Served, type ServerOptions } from "./life.ts";
import { Poster } from "./poster.ts";
import { openRoute } from "./route.ts";

export interface BullMqOptions extends ServerOptions {
  redisPort: number;
}

const NAME = "deliveries";
/** "Something between 100 and 300 is a quite standard setting" for jobs that wait for others; 64 and 256 were no faster. */
const CONCURRENCY = 128;
/** The documentation's own example: enough of them to look at. */
const FAILED_KEPT = 5_000;

await live(async (options: BullMqOptions): Promise<Served> => {
  const queue = await openQueue(options);
  const poster = new Poster(options.targets, options.secret);
  const worker = startWorker(options, poster);
  const route = await openRoute({ ...options, keep: (deliveries) => add(queue, deliveries) });
  return {
    port: route.port,
    async stop() {
      await route.close();
      await worker.close();
      await queue.close();
      await poster.close();
    },
  };
});

async function openQueue({ redisPort, schedule }: BullMqOptions): Promise<Queue<Delivery>> {
  const queue = new Queue<Delivery>(NAME, {
    // A request fails at once when Redis is away. Not pipelined automatically: the maintainers doubt that it works with
    // their scripts (taskforcesh/bullmq issue 1127), and the server spent 237 µs an event with it, 206 without.
    connection: { host: "127.0.0.1", port: redisPort, enableOfflineQueue: false },
    defaultJobOptions: { attempts: schedule.length, backoff: { type: "custom" } },
  });
  queue.on("error", console.error);
  await queue.waitUntilReady();
  return queue;
}

async function add(queue: Queue<Delivery>, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 1) await queue.add("delivery", deliveries[0]!);
  else await queue.addBulk(deliveries.map((data) => ({ name: "delivery", data })));
}

function startWorker({ redisPort, schedule }: BullMqOptions, poster: Poster): Worker<Delivery> {
  const worker = new Worker<Delivery>(NAME, ({ data }) => poster.post(data), {
    connection: { host: "127.0.0.1", port: redisPort, maxRetriesPerRequest: null },
    concurrency: CONCURRENCY,
    // What is done is forgotten at once. Keeping the last thousand costs Redis a third more (143 µs an event for 107).
    removeOnComplete: { count: 0 },
    removeOnFail: { count: FAILED_KEPT },
    settings: { backoffStrategy: (attemptsMade) => schedule[attemptsMade]! * 1_000 },
  });
  worker.on("error", console.error);
  return worker;
}
