import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type JobAnswer,
  JobReconciler,
  type JobReconcilerOptions,
  type JsonObject,
  MemoryJobStore,
  type SettledJob,
  WebhookEvent,
} from "../../src/index.ts";
import { movedClock } from "../moved-clock.ts";

const MINUTE_MS = 60_000;

/** A sender whose jobs are as `jobs` says, and a reconciler with its clock. */
function given(change: Partial<JobReconcilerOptions> = {}) {
  const clock = movedClock();
  const jobs = new Map<string, JsonObject | JobAnswer>();
  const asked: string[] = [];
  const settled: SettledJob[] = [];
  const errors: string[] = [];
  const options: JobReconcilerOptions = {
    async ask(jobId) {
      asked.push(jobId);
      const job = jobs.get(jobId);
      if (job === undefined) return { kind: "unknown" };
      return "kind" in job ? (job as JobAnswer) : { kind: "job", job };
    },
    onSettled: (job) => settled.push(job),
    onError: (error) => errors.push(String(error)),
    clock,
    log: null,
    ...change,
  };
  const reconciler = new JobReconciler(options);
  const outcomes = () => settled.map(({ jobId, outcome, by }) => [jobId, outcome, by]);
  return { clock, jobs, asked, settled, errors, reconciler, options, outcomes };
}

const passed = { status: "completed", is_prohibited: false };
const running = { status: "processing", is_prohibited: null };

function told(job: JsonObject, eventType = "omnifence.job.completed"): WebhookEvent {
  return new WebhookEvent({ eventId: "e", eventType, platform: "omnifence", data: job });
}

test("a signed verdict settles its job at once, once, and is not asked about", async () => {
  const { reconciler, settled, asked } = given();
  assert.equal(await reconciler.remember("a", { kind: "prompt", reference: "post 7" }), true);
  assert.equal(await reconciler.remember("a", { kind: "prompt" }), false);
  const verdict = { job_id: "a", ...passed, is_prohibited: true, reason: "why" };
  assert.deepEqual(await reconciler.hear(told(verdict)), ["settled"]);
  assert.deepEqual(await reconciler.hear(told(verdict)), ["known"]);
  assert.equal(settled.length, 1);
  const { outcome, by, reason, reference, told: payload } = settled[0]!;
  assert.deepEqual([outcome, by, reason, reference, payload], ["prohibited", "webhook", "why", "post 7", verdict]);
  assert.deepEqual(asked, []);
});

test("only completed with is_prohibited false passes; failed and half a verdict are undecided", async () => {
  const { reconciler, outcomes } = given();
  const verdicts: JsonObject[] = [
    passed,
    { status: "completed", is_prohibited: null },
    { status: "completed" },
    { status: "completed", is_prohibited: "false" },
    { status: "failed", is_prohibited: false, error_code: "PROVIDER_TIMEOUT" },
    { status: "processing", is_prohibited: false },
    { status: "COMPLETED", is_prohibited: false },
  ];
  for (const [i, verdict] of verdicts.entries()) {
    await reconciler.remember(`j${i}`, { kind: "image" });
    await reconciler.hear(told({ job_id: `j${i}`, ...verdict }));
  }
  assert.deepEqual(outcomes(), [
    ["j0", "passed", "webhook"],
    ["j1", "undecided", "webhook"],
    ["j2", "undecided", "webhook"],
    ["j3", "undecided", "webhook"],
    ["j4", "undecided", "webhook"],
  ]);
});

test("an unsigned verdict is a hint: the sender's own answer counts, and silence proves nothing", async () => {
  const { reconciler, jobs, asked, outcomes } = given();
  for (const id of ["lie", "early", "away"]) await reconciler.remember(id, { kind: "prompt" });
  jobs.set("lie", { job_id: "lie", ...passed, is_prohibited: true });
  jobs.set("early", { job_id: "early", ...running });
  jobs.set("away", { kind: "unanswered", message: "500", retryAfterMs: null });
  const hint = (job_id: string) => told({ job_id, ...passed }, "omnifence.unverified");
  assert.deepEqual(await reconciler.hear(hint("lie")), ["settled"]);
  assert.deepEqual(await reconciler.hear(hint("early")), ["pending"]);
  assert.deepEqual(await reconciler.hear(hint("away")), ["pending"]);
  assert.deepEqual(await reconciler.hear(hint("forged")), ["unknown"]);
  assert.deepEqual(outcomes(), [["lie", "prohibited", "poll"]]);
  assert.deepEqual(asked, ["lie", "early", "away"], "who is not ours is not asked about");
});

test("hints that come at once are one question and one effect", async () => {
  const { reconciler, jobs, asked, settled } = given();
  await reconciler.remember("a", { kind: "prompt" });
  jobs.set("a", { job_id: "a", ...passed });
  const hint = told({ job_id: "a", ...passed }, "omnifence.unverified");
  await Promise.all([reconciler.hear(hint), reconciler.hear(hint), reconciler.hear(hint)]);
  assert.deepEqual([asked.length, settled.length], [1, 1]);
});

test("a batch settles each of its items, and other events are nobody's", async () => {
  const { reconciler, outcomes } = given();
  for (const id of ["a", "b", "c"]) await reconciler.remember(id, { kind: "text" });
  const items = [
    { key: "x", job_id: "a", ...passed },
    { key: "y", job_id: "b", status: "failed", is_prohibited: null },
    { key: "z", job_id: "stranger", ...passed },
    "nonsense",
  ];
  const batch = told(
    { type: "text_batch", batch_id: "t", status: "completed", items },
    "omnifence.text_batch.completed",
  );
  assert.deepEqual(await reconciler.hear(batch), ["settled", "settled", "unknown"]);
  const other = new WebhookEvent({ eventId: "e", eventType: "github.push", platform: "github", data: { job_id: "c" } });
  assert.deepEqual(await reconciler.hear(other), []);
  assert.deepEqual(outcomes(), [
    ["a", "passed", "webhook"],
    ["b", "undecided", "webhook"],
  ]);
});

test("the start asks after all that is pending; later rounds leave the young to their webhooks", async () => {
  const { reconciler, jobs, asked, clock, outcomes } = given({ askGapMs: 0 });
  await reconciler.remember("a", { kind: "prompt" });
  jobs.set("a", { job_id: "a", ...passed });
  await reconciler.start();
  assert.deepEqual(outcomes(), [["a", "passed", "poll"]]);
  await clock.move(2.5 * MINUTE_MS);
  await reconciler.remember("b", { kind: "prompt" });
  jobs.set("b", { job_id: "b", ...passed });
  await clock.move(0.5 * MINUTE_MS);
  assert.deepEqual(asked, ["a"], "half a minute old");
  await clock.move(3 * MINUTE_MS);
  assert.deepEqual(asked, ["a", "b"]);
  await reconciler.stop();
  assert.equal(clock.waiting, 0);
});

test("questions of a round keep their distance, and stop ends the wait between them", async () => {
  const { reconciler, jobs, asked, clock } = given();
  for (let i = 0; i < 5; i++) await reconciler.remember(`j${i}`, { kind: "prompt" });
  for (let i = 0; i < 5; i++) jobs.set(`j${i}`, { job_id: `j${i}`, ...running });
  const started = reconciler.start();
  await clock.settle();
  assert.equal(asked.length, 1);
  await clock.move(2000);
  assert.equal(asked.length, 3);
  await reconciler.stop();
  await started;
  assert.deepEqual([asked.length, clock.waiting], [3, 0]);
});

test("retry-after is honoured: nobody is asked before, and then the rest comes first", async () => {
  const { reconciler, jobs, asked, errors, clock } = given({ askGapMs: 0 });
  for (const id of ["a", "b", "c"]) {
    await reconciler.remember(id, { kind: "video" });
    jobs.set(id, { job_id: id, ...running });
  }
  jobs.set("b", { kind: "unanswered", message: "429", retryAfterMs: 50_000 });
  await reconciler.start();
  assert.deepEqual(asked, ["a", "b"]);
  assert.match(errors[0]!, /Job b could not be asked after: 429/);
  await reconciler.sweep({ asksAll: true });
  assert.deepEqual(await reconciler.hear(told({ job_id: "a", ...passed }, "omnifence.unverified")), ["pending"]);
  await clock.move(49_000);
  assert.deepEqual(asked, ["a", "b"]);
  jobs.set("b", { job_id: "b", ...running });
  await clock.move(15 * 1000);
  assert.deepEqual(asked, ["a", "b"], "they are younger than a minute");
  await reconciler.sweep({ asksAll: true });
  assert.deepEqual(asked.slice(2), ["c", "a", "b"]);
  await reconciler.stop();
});

test("what is not finished at its deadline is timed out: 5 minutes for a prompt and an image, 15 for a video", async () => {
  const { reconciler, jobs, settled, clock } = given({ askGapMs: 0 });
  await reconciler.start();
  const startMs = clock.now();
  const ends: [string, number][] = [];
  for (const kind of ["prompt", "image", "video"] as const) {
    await reconciler.remember(kind, { kind });
    jobs.set(kind, { job_id: kind, ...running });
  }
  jobs.delete("image");
  for (let minute = 0; minute < 16; minute++) {
    await clock.move(MINUTE_MS);
    for (const { jobId } of settled.slice(ends.length)) ends.push([jobId, (clock.now() - startMs) / MINUTE_MS]);
  }
  assert.deepEqual(ends.sort(), [
    ["image", 5],
    ["prompt", 5],
    ["video", 15],
  ]);
  assert.ok(settled.every(({ outcome, by, told }) => outcome === "timed_out" && by === "deadline" && told === null));
  jobs.set("video", { job_id: "video", ...passed });
  assert.deepEqual(await reconciler.hear(told({ job_id: "video", ...passed })), ["known"], "too late stays too late");
  await reconciler.stop();
});

test("a deadline that comes before the next round is kept too", async () => {
  const { reconciler, jobs, outcomes, clock } = given({ askGapMs: 0, timeoutMs: { prompt: 20_000 } });
  await reconciler.start();
  await clock.move(10_000);
  await reconciler.remember("a", { kind: "prompt" });
  jobs.set("a", { job_id: "a", ...running });
  await clock.move(19_999);
  assert.deepEqual(outcomes(), []);
  await clock.move(1);
  await clock.settle();
  assert.deepEqual(outcomes(), [["a", "timed_out", "deadline"]]);
  await reconciler.stop();
});

test("a job whose sender cannot be asked at the deadline is given as long again, and then is timed out too", async () => {
  const { reconciler, jobs, outcomes, clock } = given({ askGapMs: 0 });
  await reconciler.remember("lost", { kind: "prompt" });
  await reconciler.remember("saved", { kind: "prompt" });
  for (const id of ["lost", "saved"]) jobs.set(id, { kind: "unanswered", message: "no route", retryAfterMs: null });
  await clock.move(6 * MINUTE_MS);
  await reconciler.start();
  assert.deepEqual(outcomes(), []);
  jobs.set("saved", { job_id: "saved", ...passed });
  await clock.move(2 * MINUTE_MS);
  assert.deepEqual(outcomes(), [["saved", "passed", "poll"]]);
  await clock.move(5 * MINUTE_MS);
  assert.deepEqual(outcomes().slice(1), [["lost", "timed_out", "deadline"]]);
  await reconciler.stop();
});

test("an effect that throws leaves the job pending, and the next round tries it again", async () => {
  let isBroken = true;
  const effects: string[] = [];
  const { reconciler, jobs, errors, clock } = given({
    askGapMs: 0,
    onSettled: ({ jobId }) => {
      if (isBroken) throw new Error("database away");
      effects.push(jobId);
    },
  });
  await reconciler.remember("a", { kind: "prompt" });
  await assert.rejects(reconciler.hear(told({ job_id: "a", ...passed })), /database away/);
  jobs.set("a", { job_id: "a", ...passed });
  await reconciler.start();
  assert.match(errors[0]!, /database away/);
  isBroken = false;
  await clock.move(3 * MINUTE_MS);
  assert.deepEqual(effects, ["a"]);
  await reconciler.stop();
});

test("two processes on one store settle a job once, and a crash in the effect is made good when the claim ends", async () => {
  const store = new MemoryJobStore();
  const one = given({ store });
  const two = given({ store, leaseMs: 1000 });
  await one.reconciler.remember("a", { kind: "prompt" });
  await Promise.all([
    one.reconciler.hear(told({ job_id: "a", ...passed })),
    two.reconciler.hear(told({ job_id: "a", ...passed })),
  ]);
  assert.equal(one.settled.length + two.settled.length, 1);
  await two.reconciler.remember("b", { kind: "prompt" });
  store.claim("b", { owner: "crashed", nowMs: two.clock.now(), untilMs: two.clock.now() + 1000 });
  assert.deepEqual(await two.reconciler.hear(told({ job_id: "b", ...passed })), ["known"]);
  await two.clock.move(1000);
  assert.deepEqual(await two.reconciler.hear(told({ job_id: "b", ...passed })), ["settled"]);
});

test("a store that is away is told of, and the rounds go on", async () => {
  const store = new MemoryJobStore();
  let isAway = true;
  const list = store.listPending.bind(store);
  store.listPending = (afterId, max) => {
    if (isAway) throw new Error("away");
    return list(afterId, max);
  };
  const { reconciler, jobs, errors, outcomes, clock } = given({ store, askGapMs: 0 });
  await reconciler.remember("a", { kind: "prompt" });
  jobs.set("a", { job_id: "a", ...passed });
  await reconciler.start();
  assert.deepEqual(errors, ["Error: away"]);
  isAway = false;
  await clock.move(3 * MINUTE_MS);
  assert.deepEqual(outcomes(), [["a", "passed", "poll"]]);
  await reconciler.stop();
});
