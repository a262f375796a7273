import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { contracts } from "@tabellary/contracts";
import fc from "fast-check";
import type { JsonObject } from "../../src/model/event-type.ts";
import { RULE_ACTIONS } from "../../src/model/rule.ts";
import { settleJob } from "../../src/moderation/decisions/job-state.ts";
import { personsRuling } from "../../src/moderation/decisions/rulings.ts";
import { createdEmissions, decisionEmissions, jobEmissions } from "../../src/moderation/emissions.ts";
import { jobStatus } from "../../src/moderation/projections/omnifence.ts";
import { AT, content, decision, hit, item, job, label, SITE_ID } from "./items.ts";

function emitted(action: Parameters<typeof decision>[0], of = item(), before = job()) {
  const said = decision(action);
  const moderated = { siteId: SITE_ID, item: of, job: settleJob(before, said, AT), decision: said, findings: [] };
  return decisionEmissions(moderated, before, []).map(({ type }) => type);
}

describe("A decision", () => {
  test("on a comment is told as media, as a comment, and as the end of its job", () => {
    assert.deepEqual(emitted("reject"), ["media.moderated", "comment.moderated", "job.completed"]);
    assert.deepEqual(emitted("approve", item({ content: content({ modality: "post" }) })), [
      "media.moderated",
      "post.moderated",
      "job.completed",
    ]);
  });

  test("that flags does not end the job", () => {
    assert.deepEqual(emitted("flag"), ["media.moderated", "comment.moderated"]);
    assert.deepEqual(emitted("hide"), ["media.moderated", "comment.moderated"]);
  });

  test("on what was submitted is told as media and as a job", () => {
    const origin = { appMediaId: "m1", platform: null, nativeId: null, postId: null, postedAt: null };
    assert.deepEqual(emitted("approve", item({ content: content({ modality: "text" }), origin })), [
      "media.moderated",
      "job.completed",
    ]);
    assert.deepEqual(emitted("approve", item({ origin })), ["media.moderated", "job.completed"]);
  });

  test("of a person after a flag is told again, and ends the job; once it has ended, its end is not told again", () => {
    const said = { ...decision("approve"), ...personsRuling("approve", null, null) };
    const moderated = { siteId: SITE_ID, item: item({ status: "approved" }), decision: said, findings: [] };
    const completed = settleJob(job(), said, AT);
    const types = (before = job()) =>
      decisionEmissions({ ...moderated, job: completed }, before, []).map(({ type }) => type);
    assert.deepEqual(types(), ["media.moderated", "comment.moderated", "job.completed"]);
    assert.deepEqual(types(completed), ["media.moderated", "comment.moderated"]);
  });

  test("is told in the order of its item, and a comment's in that of its platform's comment", () => {
    const moderated = { siteId: SITE_ID, item: item(), job: job(), decision: decision("flag"), findings: [] };
    const [media, comment] = decisionEmissions(moderated, job(), []);
    assert.equal(media!.orderingKey, createdEmissions(SITE_ID, item())[0]!.orderingKey);
    assert.equal(comment!.orderingKey, "twitter:c7");
    assert.equal(comment!.occurredAt, AT);
  });
});

describe("A job", () => {
  test("tells nothing while it goes on, and fails with an event of its own", () => {
    const view = { rejectedFor: [], lookedFor: [], findings: [] };
    assert.deepEqual(jobEmissions({ ...view, job: job() }), []);
    const failed = job({ status: "failed", errorCode: "REVIEW_TIMEOUT", endedAt: AT });
    assert.deepEqual(
      jobEmissions({ ...view, job: failed }).map(({ type }) => type),
      ["job.failed"],
    );
  });
});

test("Whatever is in it, data of every event is compact JSON that is read back to itself, in every contract", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("__proto__", "10", "2", "constructor"));
  const finding = fc
    .tuple(name, fc.option(fc.double({ min: 0, max: 1, noNaN: true })), fc.boolean())
    .map(([of, confidence, isInformational]) => label(of, confidence, { isInformational }));
  const hits = fc
    .tuple(name, name, fc.constantFrom(...RULE_ACTIONS))
    .map(([ruleName, of, action]) => hit({ ruleName, labels: [of], matchedText: ruleName, action }));
  const metadata = fc.dictionary(name, fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
  fc.assert(
    fc.property(
      fc.array(finding, { maxLength: 4 }),
      fc.array(hits, { maxLength: 3 }),
      metadata,
      fc.constantFrom(...RULE_ACTIONS),
      fc.constantFrom("comment" as const, "post" as const, "image" as const),
      (findings, hit, metadata, action, modality) => {
        const said = decision(action, { hits: hit });
        const of = item({ metadata, content: content({ modality }) });
        const before = job({ modality });
        const after = settleJob(before, said, AT);
        const moderated = { siteId: SITE_ID, item: of, job: after, decision: said, findings };
        const view = { job: after, rejectedFor: ["a"], lookedFor: findings.map(({ label }) => label), findings };
        const all = [...createdEmissions(SITE_ID, of), ...decisionEmissions(moderated, before, view.lookedFor)];
        const others = [jobStatus(view, "first"), jobStatus(view, "signed")];
        for (const data of [...all.map(({ data }) => data), ...others]) {
          const text = JSON.stringify(data);
          assert.equal(JSON.stringify(JSON.parse(text)), text);
        }
        for (const { type, data } of all) {
          const event = { id: "evt_0000000000001", type, createdAt: "2026-01-15T12:30:00.000Z" };
          for (const contract of contracts) {
            const body = contract.envelope({ ...event, data: JSON.stringify(data), deliveryId: "del_0000000000001" });
            assert.equal(JSON.stringify(JSON.parse(body as string)), body);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
