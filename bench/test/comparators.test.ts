import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { generic } from "@tabellary/contracts";
import { type Answerer, Receiver } from "../../e2e/harness/receiver.ts";
import { bullmq } from "../subjects/bullmq.ts";
import { floor } from "../subjects/floor.ts";
import { pgBoss } from "../subjects/pg-boss.ts";
import { type Running, SECRET, type Subject, type SubjectOptions } from "../subjects/subject.ts";

/** Seconds: a retry within the test. */
const SCHEDULE = [0, 1, 1];
const options = { schedule: SCHEDULE };
const subjects = [
  floor(options),
  bullmq("everysec", options),
  bullmq("always", options),
  pgBoss(options),
  pgBoss({ ...options, waking: "notified" }),
];

describe("each comparator", { concurrency: 3 }, () => {
  for (const subject of subjects) {
    it(`${subject.name}: posts events and batches to the webhooks of their type, signed, once each, and tries again what failed`, {
      skip: subject.missing() ?? false,
    }, async (t) => {
      const refusedOnce = new Set<number>();
      const receiver = await openReceiver(t, ({ json }) => {
        if (json.data.n !== 2 || refusedOnce.has(json.data.n)) return 200;
        refusedOnce.add(json.data.n);
        return 503;
      });
      const running = await start(t, subject, [
        { url: receiver.url, type: "a" },
        { url: `${receiver.url}?second`, type: "a" },
        { url: receiver.url, type: "b" },
      ]);

      const ids = [
        ...(await send(running, "events", { type: "b", data: { n: 1, text: 'ä "quoted"', z: 1, a: [1.5] } })),
        ...(await send(running, "events", { type: "b", data: { n: 2 }, ordering_key: "k" })),
        ...(await send(running, "events/batch", { events: [3, 4, 5].map((n) => ({ type: "b", data: { n } })) })),
        ...(await send(running, "events", { type: "a", data: { n: 6 } })),
        ...(await send(running, "events", { type: "unheard", data: { n: 7 } })),
      ];

      await receiver.until(8);
      await running.stop();
      const { received } = receiver;
      assert.deepEqual(received.map(({ json }) => json.data.n).sort(), [1, 2, 2, 3, 4, 5, 6, 6]);
      for (const { headers, body, json } of received) {
        assert.equal(generic.verify({ headers, body, secrets: SECRET, nowMs: Date.now() }).ok, true);
        assert.equal(headers["content-type"], "application/json");
        assert.equal(json.id, ids[json.data.n - 1]);
        assert.deepEqual(Object.keys(json), ["id", "type", "created_at", "data"]);
      }
      const first = received.find(({ json }) => json.data.n === 1)!;
      assert.ok(
        first.text.endsWith('"data":{"n":1,"text":"ä \\"quoted\\"","z":1,"a":[1.5]}}'),
        "the bytes of the data are kept",
      );
      const tries = received.filter(({ json }) => json.data.n === 2);
      assert.ok(tries[1]!.at - tries[0]!.at >= 450, "the second attempt waits for its time");
      assert.deepEqual(
        received
          .filter(({ json }) => json.data.n === 6)
          .map(({ path }) => path)
          .sort(),
        ["/hook", "/hook?second"],
      );
    });
  }
});

describe("what comparators share", () => {
  it("refuses a wrong key and an event without data", async (t) => {
    const receiver = await openReceiver(t, () => 200);
    const running = await start(t, floor(), [{ url: receiver.url, type: "a" }]);
    const event = { type: "a", data: {} };
    assert.equal((await post({ ...running, key: "another-key-for-measurements" }, "events", event)).status, 401);
    assert.equal((await post(running, "events", { type: "a" })).status, 400);
    assert.equal((await post(running, "events/batch", { events: [event, { type: "a" }] })).status, 400);
    assert.deepEqual(receiver.received, []);
  });

  it("says what each process spends and holds", async (t) => {
    const receiver = await openReceiver(t, () => 200);
    const running = await start(t, pgBoss(options), [{ url: receiver.url, type: "a" }]);
    const cpu = running.cpu();
    const memory = running.memory();
    assert.deepEqual(Object.keys(cpu), ["server", "PostgreSQL"]);
    assert.deepEqual(Object.keys(memory), ["server", "PostgreSQL"]);
    for (const seconds of Object.values(cpu)) assert.ok(seconds > 0 && seconds < 60);
    for (const bytes of Object.values(memory)) assert.ok(bytes > 1e6 && bytes < 1e9);
    assert.match(running.engine, /^PostgreSQL \d+/);
  });

  it("has no webhooks with an order", async () => {
    const ordered = { url: "http://127.0.0.1:9/hook", type: "a", ordering: "webhook" as const };
    await assert.rejects(floor().start({ targets: [ordered] }), /A queue knows no order/);
  });
});

async function openReceiver(t: TestContext, answer: Answerer): Promise<Receiver> {
  const receiver = await Receiver.start(answer);
  t.after(() => receiver.close());
  return receiver;
}

async function start(t: TestContext, subject: Subject, targets: SubjectOptions["targets"]): Promise<Running> {
  const running = await subject.start({ targets });
  t.after(() => running.stop());
  return running;
}

function post({ ports, key }: Running, path: string, body: object): Promise<Response> {
  return fetch(`http://127.0.0.1:${ports[0]}/v1/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** The ids of what was accepted. */
async function send(running: Running, path: string, body: object): Promise<string[]> {
  const response = await post(running, path, body);
  assert.equal(response.status, 202);
  const accepted = (await response.json()) as { id: string } | { events: { id: string }[] };
  return "events" in accepted ? accepted.events.map(({ id }) => id) : [accepted.id];
}
