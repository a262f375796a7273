import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenApp, givenReceiver, givenSite } from "../../harness/given.ts";
import { job, judgeByLists, TEXTS } from "../../harness/moderation.ts";
import { type OmniFenceResult, omniFenceApp } from "../../seeds/omnifence.ts";

const ORDER = ["queued", "processing", "completed", "failed"];

test("2.1 a job's id comes before any verdict, and its state goes from queued to one end, never back", async (t) => {
  const site = await givenSite(t, "omnifence");
  await judgeByLists(site);
  // Nobody here judges pictures or videos: one goes to a person, the other's job fails with its code.
  const image = await givenReceiver(t);
  const submissions: [path: string, body: object, end: string][] = [
    ["/moderate/prompt", { prompt: TEXTS.clean }, "completed"],
    ["/moderate/prompt", { prompt: TEXTS.violating }, "completed"],
    ["/moderate/image", { image_url: image.url }, "processing"],
    ["/moderate/video", { video_url: image.url }, "failed"],
  ];
  for (const [path, body, end] of submissions) {
    const submitted = await site.api.expect(202, site.api.post(path, body));
    assert.deepEqual(Object.keys(submitted), ["job_id", "status"]);
    assert.equal(submitted.status, "queued");
    const seen: string[] = [];
    const last = await eventually(
      async () => {
        const read = await job(site, submitted.job_id);
        seen.push(read.status);
        return read;
      },
      ({ status }) => status === end,
    );
    const places = seen.map((status) => ORDER.indexOf(status));
    assert.deepEqual(places, places.toSorted(), `${path}: ${seen}`);
    assert.equal(last.is_prohibited, end === "completed" ? body === submissions[1]![1] : null);
    if (end === "failed") assert.equal(last.error_code, "UNSUPPORTED_MEDIA");
  }
});

test("2.1 OmniFence's own receiver settles each job once by its webhook_url, and finds the same at the job's path", async (t) => {
  const site = await givenSite(t, "omnifence");
  await judgeByLists(site);
  const pending = new Set<string>();
  const settled: OmniFenceResult[] = [];
  let release = (): void => undefined;
  const isStored = new Promise<void>((resolve) => {
    release = resolve;
  });
  const handler = omniFenceApp(pending, (result) => void settled.push(result));
  // The page has the id stored before its result can come.
  const served = await givenApp(t, (request, response) => void isStored.then(() => handler(request, response)));
  const webhook_url = `${served.url}/omnifence`;
  for (const prompt of [TEXTS.clean, TEXTS.violating]) {
    const { job_id } = await site.api.expect(202, site.api.post("/moderate/prompt", { prompt, webhook_url }));
    pending.add(job_id);
  }
  release();
  await eventually(
    async () => settled.length,
    (count) => count === 2,
  );
  for (const result of settled) {
    const { job_id, status, is_prohibited, reason } = await job(site, result.job_id);
    assert.deepEqual([status, is_prohibited, reason], [result.status, result.is_prohibited, result.reason]);
    assert.equal(job_id, result.job_id);
  }
  assert.deepEqual(settled.map(({ is_prohibited }) => is_prohibited).sort(), [false, true]);
});
