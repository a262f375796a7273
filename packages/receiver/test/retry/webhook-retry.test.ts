import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type DeadLetter, WebhookEvent, WebhookHandler, WebhookRetry } from "../../src/index.ts";
import { deadLetterFile } from "../../src/node.ts";
import { movedClock } from "../moved-clock.ts";

const event = (eventId = "evt_1") =>
  new WebhookEvent({
    eventId,
    eventType: "comment.created",
    platform: "twitter",
    data: {
      comment: { id: "1", post_id: null, author_id: null, author_username: "a", text: "Hi", created_at: null },
    },
  });

/** A handler whose function fails the first `failures` times. */
function failing(failures: number) {
  const clock = movedClock();
  const handler = new WebhookHandler({ clock, log: null });
  const calls: number[] = [];
  const startMs = clock.now();
  handler.on("comment.created", () => {
    calls.push(clock.now() - startMs);
    if (calls.length <= failures) throw new Error(`no luck ${calls.length}`);
  });
  handler.onError(() => {});
  const letters: DeadLetter[] = [];
  const options = { handler, clock, random: () => 1, onGivenUp: (letter: DeadLetter) => letters.push(letter) };
  return { clock, handler, calls, letters, options };
}

test("an event whose handler fails twice is handled at the third attempt, after waits that double", async () => {
  const { clock, calls, letters, options } = failing(2);
  const retry = new WebhookRetry({ ...options, maxRetries: 3 });
  const done = retry.processEvent(event());
  await clock.move(10_000);
  assert.deepEqual(await done, { outcome: "handled", attempts: 3 });
  assert.deepEqual(calls, [0, 1000, 3000]);
  assert.deepEqual([letters, retry.pending, clock.waiting], [[], 0, 0]);
});

test("what always fails is given up after the retries, with what was thrown last", async () => {
  const { clock, calls, letters, options } = failing(99);
  const retry = new WebhookRetry({ ...options, maxRetries: 3 });
  const done = retry.processEvent(event());
  await clock.move(60_000);
  const result = await done;
  assert.ok(result.outcome === "given_up");
  assert.deepEqual([result.attempts, String(result.error)], [4, "Error: no luck 4"]);
  assert.deepEqual(calls, [0, 1000, 3000, 7000]);
  assert.deepEqual(
    letters.map((letter) => [letter.event.eventId, letter.attempts, String(letter.error)]),
    [["evt_1", 4, "Error: no luck 4"]],
  );
  await clock.move(600_000);
  assert.equal(calls.length, 4);
});

test("no retries means one attempt, and a wait never grows past its bound", async () => {
  const none = failing(99);
  const result = await new WebhookRetry({ ...none.options, maxRetries: 0 }).processEvent(event());
  assert.deepEqual([result.outcome, none.calls], ["given_up", [0]]);
  const many = failing(5);
  const done = new WebhookRetry({ ...many.options, maxRetries: 5, delayMaxMs: 2000 }).processEvent(event());
  await many.clock.move(60_000);
  assert.equal((await done).outcome, "handled");
  assert.deepEqual(many.calls, [0, 1000, 3000, 5000, 7000, 9000]);
});

test("an event that was handled before is a duplicate, and one that nobody wants is unhandled", async () => {
  const { handler, calls, options } = failing(0);
  const retry = new WebhookRetry(options);
  await handler.handle(event(), { wait: true });
  assert.deepEqual(await retry.processEvent(event()), { outcome: "duplicate", attempts: 1 });
  const other = new WebhookEvent({ eventId: "p", eventType: "github.push", platform: "github", data: {} });
  assert.deepEqual(await retry.processEvent(other), { outcome: "unhandled", attempts: 1 });
  assert.equal(calls.length, 1);
});

test("retryFailures takes up whatever a handler throws at, once for each event", async () => {
  const { clock, handler, calls, letters, options } = failing(2);
  const retry = new WebhookRetry(options).retryFailures();
  await handler.handle(event(), { wait: true });
  assert.equal(retry.pending, 1);
  assert.deepEqual(await retry.processEvent(event()), { outcome: "under_way" });
  await clock.move(10_000);
  assert.deepEqual([calls, letters, retry.pending], [[0, 1000, 3000], [], 0]);
  await handler.handle(event(), { wait: true });
  assert.equal(calls.length, 3, "handled once");
});

test("an event that is tried by hand is not taken up a second time, whatever source its handler has", async () => {
  const clock = movedClock();
  const handler = new WebhookHandler({ clock, log: null, source: "account-1" }).onError(() => {});
  let calls = 0;
  handler.on("comment.created", () => {
    calls++;
    throw new Error("never");
  });
  const retry = new WebhookRetry({ handler, clock, log: null }).retryFailures();
  const done = retry.processEvent(event());
  await clock.move(600_000);
  assert.equal((await done).outcome, "given_up");
  assert.deepEqual([calls, retry.pending], [4, 0]);
});

test("a function by itself is retried, inside a handler too, and the claim is held meanwhile", async () => {
  const clock = movedClock();
  const handler = new WebhookHandler({ clock, log: null });
  const retry = new WebhookRetry({ clock, maxRetries: 1, log: null });
  let calls = 0;
  const flaky = () => {
    if (++calls === 1) throw new Error("once");
  };
  handler.on("comment.created", retry.wrap(flaky));
  const done = handler.handle(event(), { wait: true });
  await clock.settle();
  assert.deepEqual(await handler.handle(event(), { wait: true }), { ok: true, outcomes: ["busy"] });
  await clock.move(1000);
  assert.deepEqual(await done, { ok: true, outcomes: ["handled"] });
  assert.equal(calls, 2);
  const alone = new WebhookRetry({
    clock,
    handler: () => Promise.reject(new Error("never")),
    maxRetries: 0,
    log: null,
  });
  assert.equal((await alone.processEvent(event())).outcome, "given_up");
  await assert.rejects(new WebhookRetry().processEvent(event()), TypeError);
});

test("what no retry can mend, and what is beyond the bound, is given up at once", async () => {
  const { clock, calls, letters, options } = failing(99);
  const picky = new WebhookRetry({ ...options, isRetryable: () => false });
  assert.equal((await picky.processEvent(event())).outcome, "given_up");
  assert.equal(calls.length, 1);
  const small = new WebhookRetry({ ...options, pendingMax: 1 });
  const first = small.processEvent(event("a"));
  const second = await small.processEvent(event("b"));
  assert.ok(second.outcome === "given_up" && second.attempts === 0);
  await clock.move(60_000);
  await first;
  assert.deepEqual(
    letters.map((letter) => letter.event.eventId),
    ["evt_1", "b", "a"],
  );
});

test("stop gives up what waits, and a dead letter that cannot be kept is said in the log", async () => {
  const { clock, options } = failing(99);
  const said: unknown[] = [];
  const log = { warn: () => {}, error: (...words: unknown[]) => said.push(words.join(" ")) };
  const retry = new WebhookRetry({ ...options, log, onGivenUp: () => Promise.reject(new Error("disk full")) });
  const done = retry.processEvent(event());
  await clock.settle();
  await retry.stop();
  assert.equal((await done).outcome, "given_up");
  assert.equal(clock.waiting, 0);
  assert.match(String(said), /evt_1 is given up after 1 attempts, and onGivenUp threw: Error: disk full/);
});

test("a dead letter file holds a line for each, with what was thrown", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tabellary-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "dead.ndjson");
  const { options } = failing(99);
  const retry = new WebhookRetry({ ...options, maxRetries: 0, onGivenUp: deadLetterFile(path) });
  await Promise.all(["a", "b", "c"].map((id) => retry.processEvent(event(id))));
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  const letters = lines.map((line) => JSON.parse(line));
  assert.deepEqual(
    letters.map((letter) => [letter.event_id, letter.given_up.attempts]),
    [
      ["a", 1],
      ["b", 1],
      ["c", 1],
    ],
  );
  assert.match(letters[0].given_up.error, /^Error: no luck/);
  assert.equal(letters[0].data.comment.text, "Hi");
});

test("an isRetryable that throws itself is told to the log, and the event given up with what its handler threw", async () => {
  const { letters, options } = failing(99);
  const told: unknown[][] = [];
  const log = { warn: () => {}, error: (...words: unknown[]) => told.push(words) };
  const isRetryable = () => {
    throw new TypeError("no such field");
  };
  const retry = new WebhookRetry({ ...options, isRetryable, log });
  const result = await retry.processEvent(event());
  assert.ok(result.outcome === "given_up");
  assert.equal((result.error as Error).message, "no luck 1");
  assert.deepEqual([letters.length, retry.pending, told.length], [1, 0, 1]);
  assert.match(String(told[0]), /isRetryable threw.*no such field/);
});
