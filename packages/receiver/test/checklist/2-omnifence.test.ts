import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  askByHttp,
  JobReconciler,
  type JobReconcilerOptions,
  MemoryJobStore,
  type SettledJob,
  WebhookHandler,
} from "../../src/index.ts";
import { SqliteJobStore } from "../../src/node.ts";
import { type MovedClock, movedClock } from "../moved-clock.ts";
import { type OmniFence, startOmniFence } from "./omnifence.ts";

const MINUTE_MS = 60_000;

type Context = { after(run: () => unknown): void };

/** A receiver app in front of a sender: its handler serves HTTP, its reconciler asks the sender. */
async function startApp(omnifence: OmniFence, clock: MovedClock, change: Partial<JobReconcilerOptions> = {}) {
  const settled: SettledJob[] = [];
  const reconciler = new JobReconciler({
    ask: askByHttp({ apiKey: "key", baseUrl: omnifence.baseUrl, clock }),
    onSettled: (job) => settled.push(job),
    store: new MemoryJobStore(),
    askGapMs: 0,
    clock,
    log: null,
    ...change,
  });
  const handler = new WebhookHandler({
    platforms: { omnifence: { secret: { acceptUnverified: "yes" } } },
    clock,
    log: null,
  });
  reconciler.attach(handler);
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  const post = async (body: object) => {
    const url = `http://127.0.0.1:${port}/webhook/omnifence`;
    const { status } = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    return status;
  };
  const outcomes = () => settled.map(({ jobId, outcome }) => [jobId, outcome]);
  const stop = async () => {
    await handler.stop();
    await reconciler.stop();
  };
  return { reconciler, handler, settled, post, outcomes, stop };
}

async function given(t: Context) {
  const omnifence = await startOmniFence();
  const clock = movedClock();
  const app = await startApp(omnifence, clock);
  t.after(async () => {
    await app.stop();
    await omnifence.close();
  });
  return { omnifence, clock, ...app };
}

test("2.4 work of 20 s is answered before it begins, and finishes afterwards", async (t) => {
  const { omnifence, clock, reconciler, handler, post } = await given(t);
  let isDone = false;
  handler.on("omnifence.unverified", async () => {
    await new Promise<void>((resolve) => clock.after(20_000, resolve));
    isDone = true;
  });
  const jobId = await omnifence.submit("prompt");
  await reconciler.remember(jobId, { kind: "prompt" });
  const sentAtMs = clock.now();
  assert.equal(await post(omnifence.finish(jobId, false)), 200);
  assert.ok(clock.now() - sentAtMs < 10_000 && !isDone && handler.pending === 1);
  const drained = handler.drain();
  await clock.move(20_000);
  await drained;
  assert.ok(isDone);
});

test("2.5 an unknown job changes nothing, and of an opposite verdict the sender's own is kept", async (t) => {
  const { omnifence, reconciler, handler, post, outcomes } = await given(t);
  const jobId = await omnifence.submit("image");
  await reconciler.remember(jobId, { kind: "image" });
  const truth = omnifence.finish(jobId, true);
  assert.equal(await post({ ...truth, job_id: "a1b2c3d4-0000" }), 200);
  await handler.drain();
  assert.deepEqual([outcomes(), omnifence.asked], [[], []]);
  assert.equal(await post({ ...truth, is_prohibited: false }), 200);
  await handler.drain();
  assert.deepEqual(outcomes(), [[jobId, "prohibited"]]);
  assert.deepEqual(omnifence.asked, [jobId]);
});

test("2.6 a payload sent twice, and twice at once, has its effect once", async (t) => {
  const { omnifence, reconciler, handler, post, outcomes } = await given(t);
  const [one, two] = [await omnifence.submit("prompt"), await omnifence.submit("prompt")];
  for (const jobId of [one, two]) await reconciler.remember(jobId, { kind: "prompt" });
  const first = omnifence.finish(one, false);
  await post(first);
  await handler.drain();
  await post(first);
  const second = omnifence.finish(two, false);
  await Promise.all([post(second), post({ ...second }), post({ ...second, delivery_id: "another" })]);
  await handler.drain();
  assert.deepEqual(outcomes(), [
    [one, "passed"],
    [two, "passed"],
  ]);
});

test("2.7 what ended while the app was down settles at its start, and a webhook that is lost at the next sweep", async (t) => {
  const omnifence = await startOmniFence();
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(async () => {
    await omnifence.close();
    rmSync(folder, { recursive: true });
  });
  const clock = movedClock();
  const open = () => SqliteJobStore.open(join(folder, "jobs.db"));
  let store = await open();
  let app = await startApp(omnifence, clock, { store });
  const jobIds: string[] = [];
  for (let i = 0; i < 5; i++) {
    jobIds.push(await omnifence.submit("prompt"));
    await app.reconciler.remember(jobIds[i]!, { kind: "prompt" });
  }
  await app.stop();
  store.close();
  for (const jobId of jobIds) omnifence.finish(jobId, false);

  await clock.move(30 * MINUTE_MS);
  store = await open();
  app = await startApp(omnifence, clock, { store });
  await app.reconciler.start();
  assert.deepEqual(
    app.outcomes(),
    jobIds.map((jobId) => [jobId, "passed"]),
  );

  const lost = await omnifence.submit("prompt");
  await app.reconciler.remember(lost, { kind: "prompt" });
  omnifence.finish(lost, true);
  await clock.move(3 * MINUTE_MS);
  await app.reconciler.sweep();
  assert.deepEqual(app.outcomes().at(-1), [lost, "prohibited"]);
  await app.stop();
  store.close();
});

test("2.8 jobs that freeze are failed after 5, 5 and 15 minutes, put up for investigation, and never passed", async (t) => {
  const { omnifence, clock, reconciler, settled } = await given(t);
  await reconciler.start();
  for (const kind of ["prompt", "image", "video"] as const) {
    await reconciler.remember(await omnifence.submit(kind), { kind });
  }
  const endedAtMinute: Record<string, number> = {};
  for (let minute = 1; minute <= 16; minute++) {
    await clock.move(MINUTE_MS);
    await reconciler.sweep();
    for (const { kind } of settled) endedAtMinute[kind] ??= minute;
  }
  assert.deepEqual(endedAtMinute, { prompt: 5, image: 5, video: 15 });
  for (const { outcome, reason } of settled) {
    assert.deepEqual([outcome, reason], ["timed_out", "It was not finished in time."]);
  }
});
