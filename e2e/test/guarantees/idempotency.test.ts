import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Answer, Api } from "../../harness/api.ts";
import { givenHub, givenReceiver, givenSite } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";

const AT_ONCE = 50;

const ONE = { path: "/v1/events", body: { type: "order.placed", data: { order: 1 } } };
const BATCH = {
  path: "/v1/events/batch",
  body: {
    events: [
      { type: "order.placed", data: { order: 2 } },
      { type: "order.placed", data: { order: 3 } },
    ],
  },
};

function atOnce(api: Api, path: string, body: object, key: string): Promise<Answer[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, () => api.post(path, body, { "idempotency-key": key })));
}

async function countEvents(api: Api): Promise<number> {
  return (await api.expect(200, api.get("/v1/events?limit=200"))).events.length;
}

test("one key 50 times at once: one event, one answer, one delivery", async (t) => {
  const { api } = await givenSite(t, "generic");
  const receiver = await givenReceiver(t);
  await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  const [one, batch] = await Promise.all([
    atOnce(api, ONE.path, ONE.body, "one"),
    atOnce(api, BATCH.path, BATCH.body, "batch"),
  ]);
  for (const answers of [one, batch]) {
    for (const { status, body } of answers) assert.deepEqual([status, body], [202, answers[0]!.body]);
    const first = answers.filter(({ headers }) => headers["idempotency-replayed"] === undefined);
    assert.equal(first.length, 1, "one was the first, and the others say that they are not");
  }
  assert.equal(await countEvents(api), 3);
  // A fourth event behind them: when it is there, whatever else was owed at once is there too.
  await api.expect(202, api.post(ONE.path, { type: "order.placed", data: { order: 4 } }));
  await receiver.until(4);
  const orders = receiver.received.map(({ json }) => json.data.order).sort();
  assert.deepEqual(orders, [1, 2, 3, 4]);
});

test("after kill -9 the same key has the same answer", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-idempotency-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const before = await HubProcess.start({ dataDir });
  const first: Answer[] = [];
  for (const [i, { path, body }] of [ONE, BATCH].entries()) {
    first.push(await before.api.post(path, body, { "idempotency-key": `key-${i}` }));
  }
  await before.kill();
  const { api } = await givenHub(t, { dataDir });
  for (const [i, { path, body }] of [ONE, BATCH].entries()) {
    const again = await api.post(path, body, { "idempotency-key": `key-${i}` });
    assert.deepEqual([again.status, again.body], [202, first[i]!.body]);
    assert.equal(again.headers["idempotency-replayed"], "true");
  }
  assert.equal(await countEvents(api), 3);
});

test("another body, or another path, under a used key is refused and keeps nothing", async (t) => {
  const { api } = await givenSite(t, "generic");
  const headers = { "idempotency-key": "used" };
  await api.expect(202, api.post(ONE.path, ONE.body, headers));
  const others: readonly [string, object][] = [
    [ONE.path, { ...ONE.body, data: { order: 9 } }],
    [ONE.path, { ...ONE.body, ordering_key: "k" }],
    [BATCH.path, { events: [ONE.body] }],
    [BATCH.path, BATCH.body],
  ];
  for (const [path, body] of others) {
    const answer = await api.post(path, body, headers);
    assert.deepEqual([answer.status, answer.body.code], [409, "idempotency_key_reused"]);
  }
  assert.equal(await countEvents(api), 1);
  const sameInOtherWords = `{ "type":"order.placed", "data":{ "order": 1.0 } }`;
  const answer = await api.post(ONE.path, sameInOtherWords, headers);
  assert.deepEqual([answer.status, answer.headers["idempotency-replayed"]], [202, "true"], "spelling is no difference");
});

test("a key belongs to its site: another site's same key is another key", async (t) => {
  const [one, other] = [await givenSite(t, "generic"), await givenSite(t, "generic")];
  const headers = { "idempotency-key": "shared" };
  const here = await one.api.expect(202, one.api.post(ONE.path, ONE.body, headers));
  const there = await other.api.expect(202, other.api.post(ONE.path, { ...ONE.body, data: {} }, headers));
  assert.notEqual(here.id, there.id);
});
