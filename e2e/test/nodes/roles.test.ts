import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { keeps } from "../../../packages/server/test/promised.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { givenNodes } from "../../harness/nodes.ts";

const ROLES = ["api", "worker"];
const WAIT_MS_MAX = 1_000;
const PAUSE_MS = 120;
const server = await findServer();
after(() => server.stop());

test("--role api accepts and does not deliver; --role worker delivers and accepts nothing", async (t) => {
  const { nodes } = await givenNodes(t, server, { nodes: 2, flagsOf: (number) => ({ role: ROLES[number]! }) });
  const [accepts, delivers] = [nodes[0]!, nodes[1]!];
  const counted = await accepts.api.expect(200, accepts.api.get("/v1/nodes"));
  assert.deepEqual(counted, { alive: 2, is_shared: true });
  const failed = new Set<string>();
  const receiver = await givenReceiver(t, ({ json }) => {
    if (json.data.n % 3 !== 0 || failed.has(json.id)) return 200;
    failed.add(json.id);
    return 500;
  });
  const { api } = accepts;
  for (const ordering of ["none", "webhook", "key"]) {
    const wishes = { url: receiver.url, events: [`${ordering}.*`], ordering, retry_schedule: [0, 0.1, 0.1, 0.1] };
    await api.expect(201, api.post("/v1/webhooks", wishes));
  }
  const COUNT = 20;
  for (let n = 0; n < COUNT; n += 1) {
    for (const ordering of ["none", "webhook", "key"]) {
      const event = { type: `${ordering}.a`, data: { n }, ...(ordering === "key" && { ordering_key: "k" }) };
      await api.expect(202, api.post("/v1/events", event));
    }
  }
  // Each that is divisible by three comes twice.
  await receiver.until(3 * (COUNT + Math.ceil(COUNT / 3)));
  for (const type of ["webhook.a", "key.a"]) {
    const inOrder = receiver.received.filter(({ json }) => json.type === type);
    const expected = Array.from({ length: COUNT }, (_, n) => (n % 3 === 0 ? [n, n] : [n])).flat();
    assert.deepEqual(
      inOrder.map(({ json }) => json.data.n),
      expected,
      type,
    );
  }
  await eventually(
    () => attemptsOf(delivers.url),
    (counted) => /_count\{outcome="success"\} 60$/m.test(counted),
    { what: "the worker to have made the attempts" },
  );
  assert.doesNotMatch(await attemptsOf(accepts.url), /_count\{outcome="success"\} [1-9]/, "and the other one none");

  const worker = delivers.api;
  for (const path of ["/healthz", "/readyz", "/metrics"]) assert.equal((await worker.get(path)).status, 200, path);
  assert.equal((await worker.post("/v1/events", { type: "a.b", data: {} })).status, 404);
  for (const path of ["/v1/webhooks", "/v1/deliveries", "/v1/events", "/v1/keys"]) {
    assert.equal((await worker.get(path)).status, 404, path);
  }
});

test("an event accepted where nothing is delivered comes within a second, and at once where the database tells", async (t) => {
  const { nodes } = await givenNodes(t, server, { nodes: 2, flagsOf: (number) => ({ role: ROLES[number]! }) });
  const receiver = await givenReceiver(t);
  const { api } = nodes[0]!;
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  await api.expect(202, api.post("/v1/events", { type: "a.first", data: {} }));
  await receiver.until(1);
  await keeps(t, { msMax: WAIT_MS_MAX, what: "the longest of ten waits" }, async () => {
    const waits: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const sentAt = Date.now();
      const { id } = await api.expect(202, api.post("/v1/events", { type: "a.b", data: { n } }));
      const [received] = await receiver.until(1, ({ json }) => json.id === id);
      waits.push(received!.at - sentAt);
      // Nobody looks at the moment at which the next one comes.
      await setTimeout(PAUSE_MS);
    }
    t.diagnostic(`sent to arrived: ${waits.join(", ")} ms`);
    return Math.max(...waits);
  });
});

async function attemptsOf(url: string): Promise<string> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text
    .split("\n")
    .filter((line) => line.startsWith("tabellary_attempt_duration_seconds_count"))
    .join("\n");
}
