import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { keeps } from "../../../packages/server/test/promised.ts";
import { findPgBouncer, startPooler } from "../../../packages/server/test/store/pgbouncer.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { type EmittingApp, givenEmitter, subscribeToOrders } from "../../harness/emitter.ts";
import { givenReceiver } from "../../harness/given.ts";
import type { Receiver } from "../../harness/receiver.ts";
import { percentile, summary } from "./load/percentile.ts";

const LISTENING_MS_MAX = 100;
const ASKING_MS_MAX = 1_000;
const STAND_IN_MS_MAX = 10_000;

const server = await findServer();
after(() => server.stop());

/** In milliseconds, of events emitted one after another, with pauses of `betweenMs` at most. */
async function latenciesOf(app: EmittingApp, receiver: Receiver, count: number, betweenMs: number): Promise<number[]> {
  const latencies: number[] = [];
  const first = receiver.received.length;
  for (let id = first; id < first + count; id += 1) {
    await app.client.query("BEGIN");
    await app.emit("default", "order.paid", { id });
    const committing = performance.now();
    await app.client.query("COMMIT");
    await receiver.until(id + 1);
    latencies.push(performance.now() - committing);
    await setTimeout(betweenMs * Math.random());
  }
  return latencies;
}

test("what is emitted is received within 100 ms of its commit, where nodes listen", async (t) => {
  const { cluster, app } = await givenEmitter(t, server, { nodes: 2 });
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "none" });
  await keeps(t, { msMax: LISTENING_MS_MAX, what: "the p99" }, async () => {
    const latencies = await latenciesOf(app, receiver, 150, 20);
    t.diagnostic(`from the commit to the receiver, listening: ${summary(latencies)}`);
    return percentile(latencies, 0.99);
  });
  const ids = receiver.received.map(({ json }) => json.data.id);
  assert.deepEqual(
    ids,
    ids.map((_, id) => id),
  );
});

const pgBouncer = findPgBouncer();

test("what is emitted is received within a second of its commit, behind a pooler", { skip: !pgBouncer }, async (t) => {
  const pooler = await startPooler(pgBouncer!, server.url);
  t.after(() => pooler.stop());
  const { port } = new URL(pooler.url);
  const through = (url: string) => Object.assign(new URL(url), { port }).href;
  const { cluster, app } = await givenEmitter(t, server, { nodes: 2, through });
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "none" });
  await keeps(t, { msMax: ASKING_MS_MAX, what: "the p99" }, async () => {
    const latencies = await latenciesOf(app, receiver, 25, 700);
    t.diagnostic(`from the commit to the receiver, by asking: ${summary(latencies)}`);
    assert.ok(percentile(latencies, 0.5) > 50, "it did not listen");
    return percentile(latencies, 0.99);
  });
});

test("when the node that takes the outbox is killed, another stands in for it within ten seconds", async (t) => {
  const { cluster, app } = await givenEmitter(t, server, { nodes: 2 });
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "none" });
  await keeps(t, { msMax: STAND_IN_MS_MAX, what: "the longer of two stand-ins" }, async () => {
    const latencies: number[] = [];
    // One of the two has the duty.
    for (const node of cluster.nodes) {
      await node.kill();
      const emittedAt = performance.now();
      const id = receiver.received.length;
      await app.emit("default", "order.paid", { id });
      await receiver.until(id + 1);
      latencies.push(performance.now() - emittedAt);
      await node.start();
    }
    t.diagnostic(`with either node killed: ${latencies.map((ms) => Math.round(ms)).join(" and ")} ms`);
    return Math.max(...latencies);
  });
});
