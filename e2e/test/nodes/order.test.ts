import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type ClusterNode, givenNodes } from "../../harness/nodes.ts";
import { percentile, summary } from "../timed/load/percentile.ts";

const FOLLOWS_MS_MAX = 100;
const QUICK_MS_MAX = 800;
const KEYS = 8;
const ROUNDS = 12;
const PAUSE_MS = 200;

const server = await findServer();
after(() => server.stop());

test("an event accepted at one node for a lane that another node has busy follows its predecessor at once", async (t) => {
  const { nodes } = await givenNodes(t, server);
  const endings: number[] = [];
  const receiver = await givenReceiver(t, async ({ json }) => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    endings[json.data.n] = Date.now();
    return 200;
  });
  const { api } = nodes[0]!;
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"], ordering: "webhook" }));
  // The second node has to know of the webhook; the lane is then the first sender's.
  await knowAll(nodes);
  for (const [n, node] of [nodes[1]!, nodes[0]!, nodes[2]!, nodes[0]!, nodes[1]!, nodes[2]!].entries()) {
    await node.api.expect(202, node.api.post("/v1/events", { type: "a.b", data: { n } }));
  }
  const received = await receiver.until(6);
  assert.deepEqual(
    received.map(({ json }) => json.data.n),
    [0, 1, 2, 3, 4, 5],
  );
  const gaps = received.slice(1).map(({ at }, i) => at - endings[i]!);
  t.diagnostic(`each came so many milliseconds after its predecessor's end: ${gaps.join(", ")}`);
  for (const gap of gaps) assert.ok(gap <= FOLLOWS_MS_MAX, `${gap} ms after its predecessor's end`);
});

test("keys with little traffic, sent to one node after another, arrive in order and as quickly as from one node", async (t) => {
  const alone = await givenNodes(t, server, { nodes: 1 });
  const three = await givenNodes(t, server);
  const ofOne = await latencies(t, alone.nodes);
  const ofThree = await latencies(t, three.nodes);
  t.diagnostic(`one node ${summary(ofOne)}; three nodes ${summary(ofThree)}`);
  assert.ok(percentile(ofThree, 0.5) <= percentile(ofOne, 0.5) + 20, "the median is one node's");
  // Nobody waits for a clock to tick: what is slow here is the machine.
  assert.ok(percentile(ofThree, 0.95) < QUICK_MS_MAX, "and the rest is quick too");
});

/** From the sending of each event to its arrival, in whole milliseconds, rising. Asserts the order of each key. */
async function latencies(t: Parameters<typeof givenReceiver>[0], nodes: readonly ClusterNode[]): Promise<number[]> {
  const receiver = await givenReceiver(t);
  const { api } = nodes[0]!;
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"], ordering: "key" }));
  await knowAll(nodes);
  let turn = 0;
  const sentAt = new Map<string, number>();
  const send = async (key: number) => {
    for (let n = 0; n < ROUNDS; n += 1) {
      turn += 1;
      const { api } = nodes[turn % nodes.length]!;
      sentAt.set(`${key} ${n}`, Date.now());
      await api.expect(202, api.post("/v1/events", { type: "a.b", data: { key, n }, ordering_key: `key-${key}` }));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
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
