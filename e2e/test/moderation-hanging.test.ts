import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../harness/eventually.ts";
import { givenReceiver, givenSite } from "../harness/given.ts";
import { job, media, submit, untilMedia } from "../harness/moderation.ts";

const PICTURES = 30;
const TEXTS = 200;

test("an evaluator of pictures that hangs holds up no text, and what it never judges goes to a person", async (t) => {
  const site = await givenSite(t, "omnifence");
  const hanging = await givenReceiver(t, () => undefined);
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  // So long that all texts are judged before the first picture is given up.
  const classifier = { name: "own", kind: "http", url: hanging.url, judges: ["image"], secret, timeout_ms: 50_000 };
  const evaluators = [{ name: "terms", kind: "terms" }, classifier];
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators }));
  const picture = { content_url: "http://127.0.0.1:1/a.jpg" };
  const pictures = await Promise.all(Array.from({ length: PICTURES }, () => submit(site, picture)));
  await hanging.until(1);
  const jobs: string[] = [];
  for (let number = 0; number < TEXTS; number++) {
    const { job_id } = await site.api.expect(202, site.api.post("/moderate/text", { text: `A fine day, ${number}.` }));
    jobs.push(job_id);
  }
  await eventually(
    async () => (await job(site, jobs.at(-1)!)).status,
    (status) => status === "completed",
  );
  for (const id of pictures) assert.equal((await media(site, id)).status, "pending", "no text waited for a picture");
  await hanging.close();
  for (const id of pictures) {
    const judged = await untilMedia(site, id, ({ status }) => status !== "pending");
    const [decision] = judged.decisions;
    assert.deepEqual([judged.status, decision.cause, decision.unjudged], ["flagged", "evaluator_failed", ["image"]]);
    assert.ok(["timeout", "unavailable"].includes(decision.failures[0].code), decision.failures[0].code);
  }
});
