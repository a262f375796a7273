import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenApp, givenReceiver, givenSite } from "../../harness/given.ts";
import { job } from "../../harness/moderation.ts";

/** The hub's own defaults are 5 and 15 minutes: packages/server/test/moderation/decisions/job-state.test.ts. */
const SECONDS = 8;
const VIDEO_SECONDS = 16;
/** What a video is known by: the box `ftyp` at its beginning. */
const MP4 = Buffer.from("\0\0\0\x18ftypisom\0\0\x02\0isomiso2", "latin1");

test("2.8 frozen jobs of a prompt, an image and a video fail when their time is over, wait for a person, and never pass", async (t) => {
  const flags = { "job-timeout-seconds": `${SECONDS}`, "video-job-timeout-seconds": `${VIDEO_SECONDS}` };
  const site = await givenSite(t, "omnifence", { flags });
  const frozen = await givenReceiver(t, () => undefined);
  const receiver = await givenReceiver(t);
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const judges = ["text", "image", "video"];
  const own = { name: "own", kind: "http", url: frozen.url, judges, secret, timeout_ms: 50_000 };
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators: [own] }));
  const film = await givenApp(t, (_, response) => response.end(MP4));
  const submissions = {
    prompt: { prompt: "a cat" },
    image: { image_url: "http://127.0.0.1:1/a.jpg" },
    video: { video_url: `${film.url}/a.mp4` },
  };
  const jobs = new Map<string, string>();
  for (const [kind, wishes] of Object.entries(submissions)) {
    const answer = site.api.post(`/moderate/${kind}`, { ...wishes, webhook_url: receiver.url });
    jobs.set(kind, (await site.api.expect(202, answer)).job_id);
  }
  // All three are with somebody who does not answer.
  await frozen.until(3);
  for (const [kind, id] of jobs) {
    const seconds = kind === "video" ? VIDEO_SECONDS : SECONDS;
    const seen = new Set<unknown>();
    const ended = await eventually(
      async () => {
        const now = await job(site, id);
        seen.add(now.is_prohibited);
        return now;
      },
      ({ status }) => status === "completed" || status === "failed",
      { what: `the ${kind} to be given up` },
    );
    assert.deepEqual([ended.status, ended.error_code, [...seen]], ["failed", "PROVIDER_TIMEOUT", [null]], kind);
    const tookMs = Date.parse(ended.failed_at) - Date.parse(ended.created_at);
    assert.ok(tookMs >= seconds * 1_000, `the ${kind} was given up after ${tookMs} ms`);
  }
  const told = await receiver.until(3);
  for (const [kind, id] of jobs) {
    const own = told.filter(({ json }) => json.job_id === id).map(({ json }) => [json.status, json.is_prohibited]);
    assert.deepEqual(own, [["failed", null]], kind);
  }
  const { reviews } = await site.api.expect(200, site.api.get("/v1/reviews"));
  assert.equal(reviews.length, 3);
  for (const { decision } of reviews) assert.deepEqual([decision.verdict, decision.cause], ["flagged", "timed_out"]);
});
