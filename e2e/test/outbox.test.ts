import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { createOutbox, outbox } from "@tabellary/outbox";
import { ask, findServer } from "../../packages/server/test/store/postgres-server.ts";
import { givenEmitter, subscribeToOrders } from "../harness/emitter.ts";
import { eventually } from "../harness/eventually.ts";
import { givenReceiver } from "../harness/given.ts";

const server = await findServer();
after(() => server.stop());

test("a transaction that is rolled back sends nothing, and those that follow each other stay in order", async (t) => {
  const { cluster, app } = await givenEmitter(t, server, { nodes: 3 });
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "key" });
  const keys = ["a", "b", "c"];
  const expected = new Map<string, number[]>(keys.map((key) => [key, []]));
  for (let id = 0; id < 600; id += 1) {
    const key = keys[id % 3]!;
    await app.client.query("BEGIN");
    await app.emit("default", "order.changed", { id }, null, key);
    const isKept = id % 5 !== 0;
    await app.client.query(isKept ? "COMMIT" : "ROLLBACK");
    if (isKept) expected.get(key)!.push(id);
    // Another node takes the duty over.
    if (id === 300) await cluster.nodes[1]!.stop();
    if (id === 450) await cluster.nodes[0]!.stop();
  }
  await receiver.until(480);
  const arrived = new Map<string, number[]>(keys.map((key) => [key, []]));
  for (const { json } of receiver.received) {
    const ids = arrived.get(keys[json.data.id % 3]!)!;
    if (!ids.includes(json.data.id)) ids.push(json.data.id);
  }
  assert.deepEqual(arrived, expected);
});

test("what cannot become an event is set aside with the reason, and holds nobody up", async (t) => {
  const { cluster, app } = await givenEmitter(t, server, { flags: { "max-payload-bytes": "2048" } });
  const { hub, api } = cluster.nodes[0]!;
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "webhook" });
  const schema = { type: "object", required: ["total"] };
  // A machine that is busy with other things may be too slow to compile it at first.
  const register = () => api.put("/v1/event-types/order.strict", { schema });
  await eventually(register, ({ status }) => status === 201);
  const body = { type: "order.sent", data: { id: 100 } };
  const sent = await api.expect(202, api.post("/v1/events", body, { "idempotency-key": "sent" }));
  const { id: doomed } = await api.expect(201, api.post("/v1/sites", { name: "doomed" }));

  await app.client.query("BEGIN");
  await app.emit("default", "order.first", { id: 1 }, null, null, "mine");
  for (const [type, data, ...keys] of [
    ["order.number", '{"id":1e400}'],
    ["order.long", '{"id":12345678901234567890}'],
    ["order.half", '{"id":"\\ud800"}'],
    ["order.deep", `{"id":${"[".repeat(70)}${"]".repeat(70)}}`],
    ["order.large", JSON.stringify({ id: "x".repeat(2_048) })],
    ["order.strict", "{}"],
    ["order.twin", "{}", null, null, "mine"],
    ["order.sent", '{"id":101}', "sent"],
  ]) {
    await app.emit("default", type, data, ...keys);
  }
  await app.emit("doomed", "order.gone", {});
  await app.emit("default", "order.sent", { id: 100 }, "sent");
  await app.emit("default", "order.last", '{"id": 2, "z": -0, "a": 1.50, "__proto__": "\\u0041"}', "last");
  // While it is not committed no node sees it.
  await api.expect(204, api.delete(`/v1/sites/${doomed}`));
  await app.client.query("COMMIT");

  const received = await receiver.until(3);
  assert.deepEqual(
    received.map(({ json }) => json.data.id),
    [100, 1, 2],
  );
  assert.ok(received[2]!.text.includes('"data":{"id":2,"z":0,"a":1.5,"__proto__":"A"}'), received[2]!.text);
  const refused = await ask(cluster.databaseUrl, "SELECT type, code, reason FROM tabellary.outbox_refused ORDER BY no");
  assert.deepEqual(
    refused.map(({ type, code }) => [type, code]),
    [
      ["order.number", "unsafe_number"],
      ["order.long", "unsafe_number"],
      ["order.half", "unsafe_string"],
      ["order.deep", "too_deep"],
      ["order.large", "payload_too_large"],
      ["order.strict", "schema_violation"],
      ["order.twin", "external_id_taken"],
      ["order.sent", "idempotency_key_reused"],
      ["order.gone", "not_found"],
    ],
  );
  for (const { type, reason } of refused)
    assert.ok(hub.output().includes(JSON.stringify(reason)), `the log has ${type}`);
  assert.deepEqual(await ask(cluster.databaseUrl, "SELECT * FROM tabellary.outbox"), []);

  const again = { type: "order.last", data: { id: 2, z: 0, a: 1.5 } };
  const replay = `{"type":"order.last","data":{"id":2,"z":0,"a":1.5,"__proto__":"A"}}`;
  const { status, body: answer } = await api.post("/v1/events", replay, {
    "idempotency-key": "last",
    "content-type": "application/json",
  });
  assert.equal(status, 202, "what was emitted and is then sent with the same key is the same event");
  assert.equal(answer.id, received[2]!.json.id);
  assert.equal((await api.post("/v1/events", again, { "idempotency-key": "last" })).status, 409);
  const { events } = await api.expect(200, api.get("/v1/events?type=order.sent"));
  assert.deepEqual(
    events.map(({ id }: { id: string }) => id),
    [sent.id],
  );
});

test("the samples of the documentation run", async (t) => {
  const { cluster, app } = await givenEmitter(t, server);
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "webhook" });
  await ask(
    cluster.databaseUrl,
    "CREATE TABLE orders (id int, total int); GRANT ALL ON SCHEMA public TO PUBLIC; GRANT ALL ON orders TO PUBLIC",
  );
  const document = readFileSync(new URL("../../docs/outbox.md", import.meta.url), "utf8");
  const samplesOf = (language: string) =>
    [...document.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, sample]) => sample!);
  for (const sql of samplesOf("sql")) await app.client.query(sql);
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  for (const code of samplesOf("ts")) {
    const body = code.replace(/^import .*$/m, "");
    const run = new AsyncFunction("client", "order", "createOutbox", "outbox", body);
    await run(app.client, { id: 2, total: 4_300, customerId: 7 }, createOutbox, outbox);
  }
  const received = await receiver.until(2);
  assert.deepEqual(
    received.map(({ json }) => json.data),
    [
      { id: 1, total: 4_200 },
      { id: 2, total: 4_300 },
    ],
  );
  const { rows } = await app.client.query("SELECT type, ordering_key FROM tabellary_outbox");
  assert.deepEqual(rows, [{ type: "order.paid", ordering_key: "customer-7" }]);
});
