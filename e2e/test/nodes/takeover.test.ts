import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { keeps } from "../../../packages/server/test/promised.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type ClusterNode, givenNodes } from "../../harness/nodes.ts";

const TAKEOVER_MS_MAX = 30_000;
const HANDOVER_MS_MAX = 2_000;
const KEYS = 5;
const PER_KEY = 4;

const server = await findServer();
after(() => server.stop());

test("what a killed node had is delivered by the others within 30 s, ordered lanes in their order", async (t) => {
  await keeps(t, { msMax: TAKEOVER_MS_MAX, what: "the takeover" }, () => takeOver(t));
});

/** From the kill to the last delivery, in milliseconds. */
async function takeOver(t: TestContext): Promise<number> {
  const { nodes } = await givenNodes(t, server);
  const [victim, other] = [nodes[0]!, nodes[1]!];
  let isDead = false;
  // The first of each lane is under way when the node dies; its next ones stand in that node's memory.
  const receiver = await givenReceiver(t, () => (isDead ? 200 : undefined));
  const { api } = victim;
  const subscribe = (ordering: string) =>
    api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: [`${ordering}.*`], ordering }));
  for (const ordering of ["none", "webhook", "key"]) await subscribe(ordering);
  const laneOf = new Map<string, string>();
  const send = async (type: string, n: number, key?: string) => {
    const body = { type, data: { n }, ...(key && { ordering_key: key }) };
    const { id } = await api.expect(202, api.post("/v1/events", body));
    laneOf.set(id, key ?? type);
  };
  for (let n = 0; n < PER_KEY; n += 1) {
    await send("none.a", n);
    await send("webhook.a", n);
    for (let key = 0; key < KEYS; key += 1) await send("key.a", n, `key-${key}`);
  }
  // A webhook that has not answered yet gets two at a time.
  await receiver.until(1 + 2 + 2);

  const killedAt = Date.now();
  isDead = true;
  await victim.kill();
  const owed = PER_KEY * (2 + KEYS);
  const delivered = await receiver.until(owed, ({ at }) => at >= killedAt);
  t.diagnostic(`taken over after ${delivered[0]!.at - killedAt} to ${delivered.at(-1)!.at - killedAt} ms`);
  assert.equal(new Set(delivered.map(({ json }) => json.id)).size, owed, "each once");
  const lanes = Map.groupBy(delivered, ({ json }) => laneOf.get(json.id)!);
  lanes.delete("none.a");
  assert.equal(lanes.size, 1 + KEYS);
  for (const [lane, list] of lanes) {
    assert.deepEqual(
      list.map(({ json }) => json.data.n),
      Array.from({ length: PER_KEY }, (_, n) => n),
      `lane ${lane}`,
    );
  }
  await eventually(
    () => other.api.expect(200, other.api.get("/v1/deliveries?status=pending")),
    ({ deliveries }) => deliveries.length === 0,
    { what: "nothing to be owed" },
  );
  return delivered.at(-1)!.at - killedAt;
}

test("what a node had that is told to stop is with the others within 2 s, and nothing comes twice", async (t) => {
  const { nodes } = await givenNodes(t, server);
  await keeps(t, { msMax: HANDOVER_MS_MAX, what: "the standstill of a lane" }, () => handOver(t, nodes));
});

/** How long the ordered lane stood still, in milliseconds. The first node leaves, and comes again. */
async function handOver(t: TestContext, nodes: readonly ClusterNode[]): Promise<number> {
  const leaving = nodes[0]!;
  const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: 100 }));
  const { api } = leaving;
  const webhooks: string[] = [];
  for (const ordering of ["none", "webhook"]) {
    const wishes = { url: receiver.url, events: [`${ordering}.*`], ordering };
    webhooks.push((await api.expect(201, api.post("/v1/webhooks", wishes))).id);
  }
  const COUNT = 40;
  for (const type of ["none.a", "webhook.a"]) {
    const events = Array.from({ length: COUNT }, (_, n) => ({ type, data: { n } }));
    await api.expect(202, api.post("/v1/events/batch", { events }));
  }
  await receiver.until(5, ({ json }) => json.type === "webhook.a");
  const toldAt = Date.now();
  const stopped = leaving.stop();
  await receiver.until(2 * COUNT);
  assert.equal(await stopped, 0);
  const inOrder = receiver.received.filter(({ json }) => json.type === "webhook.a");
  assert.deepEqual(
    inOrder.map(({ json }) => json.data.n),
    Array.from({ length: COUNT }, (_, n) => n),
  );
  assert.equal(receiver.received.length, 2 * COUNT, "nothing comes twice");
  const gaps = inOrder.slice(1).map(({ at }, i) => at - inOrder[i]!.at);
  const longestMs = Math.max(...gaps);
  t.diagnostic(
    `the lane stood still for ${longestMs} ms; the last came ${inOrder.at(-1)!.at - toldAt} ms after SIGTERM`,
  );
  await leaving.start();
  for (const id of webhooks) await leaving.api.expect(204, leaving.api.delete(`/v1/webhooks/${id}`));
  return longestMs;
}
