import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.ts";
import { givenReceiver, givenSite } from "../harness/given.ts";
import { job, submit, untilMedia } from "../harness/moderation.ts";

const PICTURES = 30;
const TEXTS = 200;
/** A hub that judges texts alone takes a few milliseconds for each. */
const TEXTS_MS_MAX = 15_000;

test("an evaluator of pictures that hangs holds up no text, and what it was to judge goes to a person", async (t) => {
  const site = await givenSite(t, "omnifence");
  const hanging = await givenReceiver(t, () => undefined);
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const classifier = { name: "own", kind: "http", url: hanging.url, judges: ["image"], secret, timeout_ms: 1_000 };
  const evaluators = [{ name: "terms", kind: "terms" }, classifier];
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators }));
  const picture = { content_url: "http://127.0.0.1:1/a.jpg" };
  const pictures = await Promise.all(Array.from({ length: PICTURES }, () => submit(site, picture)));
  await hanging.until(1);
  const startedAt = performance.now();
  const jobs: string[] = [];
  for (let number = 0; number < TEXTS; number++) {
    const { job_id } = await site.api.expect(202, site.api.post("/moderate/text", { text: `A fine day, ${number}.` }));
    jobs.push(job_id);
  }
  await eventually(
    async () => (await job(site, jobs.at(-1)!)).status,
    (status) => status === "completed",
  );
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < TEXTS_MS_MAX, `${TEXTS} texts took ${Math.round(tookMs)} ms`);
  for (const id of pictures) {
    const media = await untilMedia(site, id, ({ status }) => status !== "pending");
    const [decision] = media.decisions;
    assert.deepEqual([media.status, decision.cause, decision.unjudged], ["flagged", "evaluator_failed", ["image"]]);
    assert.ok(["timeout", "unavailable"].includes(decision.failures[0].code), decision.failures[0].code);
  }
});
