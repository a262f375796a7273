import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import { formatId } from "../../../src/model/ids.ts";
import { commentModerated, postModerated, severityOf } from "../../../src/moderation/projections/moderation-ai.ts";
import { AT, content, decision, failure, hit, item, job, label, match, SITE_ID } from "../items.ts";

const told = {
  siteId: SITE_ID,
  item: item({ status: "rejected" }),
  job: job(),
  decision: decision("reject"),
  findings: [label("hate", 0.93), match("slur", "critical"), label("nsfw", 1, { isInformational: true })],
};

describe("comment.moderated", () => {
  test("has the comment as the unified events do, the decision, what it was before, and who decided", () => {
    assert.deepEqual(commentModerated(told), {
      platform: "twitter",
      comment: {
        id: "c7",
        post_id: "p1",
        author_id: "a1",
        author_username: "ann",
        text: "Hello",
        created_at: "2026-01-15T12:29:00.000Z",
      },
      decision: {
        action: "remove",
        reason: "Because.",
        rules: [{ id: formatId("rule", 11n), name: "No hate", action: "remove" }],
        labels: [
          { name: "hate", confidence: 0.93, severity: "high" },
          { name: "slur", confidence: null, severity: "critical" },
        ],
      },
      previous: null,
      by: "rule",
    });
  });

  test("says who decided, and what had been decided before", () => {
    const byPerson = decision("approve", { cause: "person", previous: { status: "flagged", action: "hide" } });
    const data = commentModerated({ ...told, decision: byPerson });
    assert.deepEqual([data.previous, data.by], ["hide", "person"]);
    assert.equal(commentModerated({ ...told, decision: decision("approve") }).by, "system");
  });

  test("has an AnalysisError only where it could not be judged", () => {
    const failures = [{ evaluator: "openai", code: "timeout" as const }];
    const flagged = decision("flag", { cause: "evaluator_failed", hits: [], failures });
    const { decision: said } = commentModerated({ ...told, decision: flagged, findings: [failure("timeout")] });
    assert.deepEqual(said, {
      action: "flag",
      reason: "Because.",
      rules: [],
      labels: [],
      error: { type: "AnalysisError", code: "timeout", message: "Because." },
    });
  });

  test("names its platform where the contract reads it", () => {
    const body = moderationAi.envelope({
      id: "evt_0000000000001",
      type: "comment.moderated",
      createdAt: new Date(AT).toISOString(),
      data: JSON.stringify(commentModerated(told)),
      deliveryId: "del_0000000000001",
    });
    assert.equal(JSON.parse(body).platform, "twitter");
  });
});

test("post.moderated has the post with all its media", () => {
  const parts = { modality: "post" as const, imageUrls: ["https://e.com/1"], videoUrl: "https://e.com/2" };
  const data = postModerated({
    ...told,
    item: item({ content: content(parts) }),
    decision: decision("hide", { hits: [hit()] }),
  });
  assert.deepEqual(data.post, {
    id: "c7",
    author_id: "a1",
    author_username: "ann",
    caption: "Hello",
    media_urls: ["https://e.com/1", "https://e.com/2"],
    created_at: "2026-01-15T12:29:00.000Z",
  });
});

test("A severity is the evaluator's, else the band of the confidence, else null", () => {
  assert.equal(severityOf({ severity: "low", confidence: 1 }), "low");
  const bands = [0, 0.29, 0.3, 0.69, 0.7, 1].map((confidence) => severityOf({ severity: null, confidence }));
  assert.deepEqual(bands, ["low", "low", "medium", "medium", "high", "high"]);
  assert.equal(severityOf({ severity: null, confidence: null }), null);
});
