import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Api } from "../../harness/api.ts";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import { chanceOf } from "../../harness/random.ts";
import type { Receiver } from "../../harness/receiver.ts";

const EVENTS = 2_000;
const KEYS = 50;
const FAILS = 0.05;
const SEED = 7;
const RETRY_SCHEDULE = [0, ...new Array<number>(9).fill(0.05)];
/** Long enough for the events of some other keys to be sent meanwhile. */
const BY_KEY_SCHEDULE = [0, ...new Array<number>(9).fill(0.5)];

interface Flaky {
  receiver: Receiver;
  /** What each request was answered, by its number. */
  statusOf: Map<number, number>;
  /** Resolves when so many events have succeeded. */
  tookAll: Promise<void>;
}

/** Fails one time in twenty, by the event's number and how often it has come. */
async function givenFlaky(t: TestContext): Promise<Flaky> {
  const timesSeen = new Map<number, number>();
  const statusOf = new Map<number, number>();
  const { promise: tookAll, resolve } = Promise.withResolvers<void>();
  let taken = 0;
  const receiver = await givenReceiver(t, (request) => {
    const { n } = request.json.data;
    const seen = timesSeen.get(n) ?? 0;
    timesSeen.set(n, seen + 1);
    const status = chanceOf(SEED, n, seen) < FAILS ? 503 : 200;
    statusOf.set(request.number, status);
    if (status === 200 && ++taken === EVENTS) resolve();
    return status;
  });
  return { receiver, statusOf, tookAll };
}

/** Each was acknowledged before the next is sent. */
async function sendAll(api: Api, type: string, orderingKeyOf: (n: number) => string | undefined): Promise<void> {
  for (let n = 0; n < EVENTS; n++) {
    const ordering_key = orderingKeyOf(n);
    const event = { type, data: { n }, ...(ordering_key !== undefined && { ordering_key }) };
    await api.expect(202, api.post("/v1/events", event));
  }
}

/** Walks the receiver's log: a lane's next request is for its next event, and stays so until that has succeeded. */
function assertInOrder(receiver: Receiver, statusOf: Map<number, number>, laneOf: (n: number) => number, step: number) {
  const due = new Map<number, number>();
  let failures = 0;
  for (const { number, json } of receiver.received) {
    const { n } = json.data;
    const lane = laneOf(n);
    assert.equal(n, due.get(lane) ?? lane, `request ${number}`);
    if (statusOf.get(number) === 200) due.set(lane, n + step);
    else failures += 1;
  }
  for (const [lane, next] of due) assert.equal(next, EVENTS + lane, `lane ${lane} is complete`);
  assert.equal(due.size, step);
  return failures;
}

test("2,000 events arrive in order at an ordered webhook that fails one time in twenty", async (t) => {
  const { api } = await givenHub(t);
  const { receiver, statusOf, tookAll } = await givenFlaky(t);
  const webhook = {
    url: receiver.url,
    events: ["whole.lane"],
    ordering: "webhook",
    retry_schedule: RETRY_SCHEDULE,
  };
  await api.expect(201, api.post("/v1/webhooks", webhook));
  await sendAll(api, "whole.lane", () => undefined);
  await tookAll;
  const failures = assertInOrder(receiver, statusOf, () => 0, 1);
  t.diagnostic(`${failures} attempts failed on the way`);
  assert.ok(failures > EVENTS * FAILS * 0.5, "it was not spared");
});

test("by key, 2,000 events of 50 keys arrive in the order of their key, and no key waits for another", async (t) => {
  const { api } = await givenHub(t);
  const { receiver, statusOf, tookAll } = await givenFlaky(t);
  const webhook = { url: receiver.url, events: ["by.key"], ordering: "key", retry_schedule: BY_KEY_SCHEDULE };
  await api.expect(201, api.post("/v1/webhooks", webhook));
  await sendAll(api, "by.key", (n) => `key-${n % KEYS}`);
  await tookAll;
  const failures = assertInOrder(receiver, statusOf, (n) => n % KEYS, KEYS);
  const numbers = receiver.received.map(({ json }) => json.data.n);
  const overtook = numbers.filter((n, i) => i > 0 && n < numbers[i - 1]!).length;
  t.diagnostic(`${failures} attempts failed; ${overtook} events were overtaken by those of other keys meanwhile`);
  assert.ok(overtook > 0);
});
