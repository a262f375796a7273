import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { keeps, slowness } from "../../../packages/server/test/promised.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type ClusterNode, givenNodes } from "../../harness/nodes.ts";
import { percentile, summary } from "../timed/load/percentile.ts";

const FOLLOWS_MS_MAX = 100;
const SLOWER_MS_MAX = 20;
const QUICK_MS_MAX = 800;
const KEYS = 8;
const ROUNDS = 12;
const PAUSE_MS = 200;

const server = await findServer();
after(() => server.stop());

test("an event accepted at one node for a lane that another node has busy follows its predecessor at once", async (t) => {
  const { nodes } = await givenNodes(t, server);
  const endings: number[] = [];
  let answering = Promise.withResolvers<void>();
  const receiver = await givenReceiver(t, async ({ json }) => {
    // The others of its round are accepted meanwhile.
    await answering.promise;
    endings[json.data.n] = Date.now();
    return 200;
  });
  const { api } = nodes[0]!;
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"], ordering: "webhook" }));
  // The second node has to know of the webhook; the lane is then the first sender's.
  await knowAll(nodes);
  let sent = 0;
  await keeps(t, { msMax: FOLLOWS_MS_MAX, what: "the longest gap in a lane" }, async () => {
    answering = Promise.withResolvers<void>();
    const first = sent;
    for (const node of [nodes[1]!, nodes[0]!, nodes[2]!, nodes[0]!, nodes[1]!, nodes[2]!]) {
      await node.api.expect(202, node.api.post("/v1/events", { type: "a.b", data: { n: sent } }));
      sent += 1;
    }
    answering.resolve();
    const received = await receiver.until(sent);
    const places = received.map(({ json }) => json.data.n);
    assert.deepEqual(places, [...places.keys()]);
    const gaps = received.slice(first + 1).map(({ at }, i) => at - endings[first + i]!);
    t.diagnostic(`each came so many milliseconds after its predecessor's end: ${gaps.join(", ")}`);
    return Math.max(...gaps);
  });
});

test("keys with little traffic, sent to one node after another, arrive in order and as quickly as from one node", async (t) => {
  const alone = await givenNodes(t, server, { nodes: 1 });
  const three = await givenNodes(t, server);
  await keeps(t, { msMax: SLOWER_MS_MAX, what: "three nodes beside one, by the median" }, async () => {
    const ofOne = await latencies(t, alone.nodes);
    const ofThree = await latencies(t, three.nodes);
    t.diagnostic(`one node ${summary(ofOne)}; three nodes ${summary(ofThree)}`);
    // Nobody waits for a clock to tick: what is slow here is the machine.
    const isQuick = percentile(ofThree, 0.95) < QUICK_MS_MAX * slowness();
    return isQuick ? percentile(ofThree, 0.5) - percentile(ofOne, 0.5) : Number.POSITIVE_INFINITY;
  });
});

/** From the sending of each event to its arrival, in whole milliseconds, rising. Asserts the order of each key. */
async function latencies(t: Parameters<typeof givenReceiver>[0], nodes: readonly ClusterNode[]): Promise<number[]> {
  const receiver = await givenReceiver(t);
  const { api } = nodes[0]!;
  const wishes = { url: receiver.url, events: ["*"], ordering: "key" };
  const webhook = await api.expect(201, api.post("/v1/webhooks", wishes));
  await knowAll(nodes);
  let turn = 0;
  const sentAt = new Map<string, number>();
  const send = async (key: number) => {
    for (let n = 0; n < ROUNDS; n += 1) {
      turn += 1;
      const { api } = nodes[turn % nodes.length]!;
      sentAt.set(`${key} ${n}`, Date.now());
      await api.expect(202, api.post("/v1/events", { type: "a.b", data: { key, n }, ordering_key: `key-${key}` }));
      await setTimeout(PAUSE_MS);
    }
  };
  await Promise.all(Array.from({ length: KEYS }, (_, key) => send(key)));
  const received = await receiver.until(KEYS * ROUNDS);
  for (let key = 0; key < KEYS; key += 1) {
    const places = received.filter(({ json }) => json.data.key === key).map(({ json }) => json.data.n);
    assert.deepEqual(
      places,
      Array.from({ length: ROUNDS }, (_, n) => n),
      `key ${key}`,
    );
  }
  await api.expect(204, api.delete(`/v1/webhooks/${webhook.id}`));
  return received.map(({ json, at }) => at - sentAt.get(`${json.data.key} ${json.data.n}`)!).toSorted((a, b) => a - b);
}

/** Every node knows of what was created at the first. */
async function knowAll(nodes: readonly ClusterNode[]): Promise<void> {
  for (const { api } of nodes) {
    for (;;) {
      const { webhooks } = await api.expect(200, api.get("/v1/webhooks"));
      if (webhooks.length > 0) break;
    }
  }
}
