import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatId } from "../../../src/model/ids.ts";
import { mediaCreated, mediaModerated, mediaStatus } from "../../../src/moderation/projections/pixelpatrol.ts";
import { AT, content, decision, failure, hit, item, job, label, match, SITE_ID } from "../items.ts";

const media = item({
  content: content({ modality: "image", text: null, imageUrls: ["https://example.com/a.png"] }),
  origin: { appMediaId: "user-upload-123", platform: null, nativeId: null, postId: null, postedAt: null },
  metadata: { user_id: "abc-987" },
});
const ids = { media_id: formatId("media", media.id), site_id: formatId("site", SITE_ID) };

describe("media.created", () => {
  test("has what the API reference prints", () => {
    assert.deepEqual(mediaCreated(SITE_ID, media), {
      media_id: ids.media_id,
      app_media_id: "user-upload-123",
      site_id: ids.site_id,
      status: "pending",
      content_type: "image",
      created_at: "2026-01-15T12:29:58.500Z",
      metadata: { user_id: "abc-987" },
    });
  });

  test("says null for an app_media_id that was not given", () => {
    assert.equal(mediaCreated(SITE_ID, item()).app_media_id, null);
    assert.equal(mediaCreated(SITE_ID, item()).content_type, "text");
    assert.equal(
      mediaCreated(SITE_ID, item({ content: content({ videoUrl: "https://e.com/v" }) })).content_type,
      "video",
    );
  });
});

describe("media.moderated", () => {
  const findings = [
    label("violence", 0.1),
    label("hate", 0.93),
    label("hate", 0.4, { evaluator: "second" }),
    label("nsfw", 0.99, { isInformational: true }),
    match("slur", "high"),
    failure("timeout", { isInformational: true }),
  ];

  test("has the fields of the page and those of the API reference", () => {
    const rejected = { ...media, status: "rejected" as const };
    assert.deepEqual(
      mediaModerated({ siteId: SITE_ID, item: rejected, job: job(), decision: decision("reject"), findings }),
      {
        media_id: ids.media_id,
        app_media_id: "user-upload-123",
        site_id: ids.site_id,
        status: "rejected",
        previous_status: "pending",
        ai_results: {
          labels: [
            { name: "violence", confidence: 0.1 },
            { name: "hate", confidence: 0.93 },
          ],
        },
        applied_rules: [{ rule_id: formatId("rule", 11n), rule_name: "No hate", action: "reject" }],
        moderation_type: "ai",
        moderated_at: "2026-01-15T12:30:00.000Z",
        moderator: "system",
        moderation_details: {
          rule_violations: [
            {
              rule_id: formatId("rule", 11n),
              rule_name: "No hate",
              rule_type: "ai_threshold",
              confidence: 0.93,
              details: "Found: hate.",
            },
          ],
          ai_analysis: { violence: 0.1, hate: 0.93, nsfw: 0.99 },
          reason: "Because.",
          processing_time_ms: 1500,
        },
        metadata: { user_id: "abc-987" },
      },
    );
  });

  test("of a word on a list has the word, and no analysis", () => {
    const listed = hit({ foundBy: "match", labels: ["slur"], confidence: null, matchedText: "w0rd" });
    const data = mediaModerated({
      siteId: SITE_ID,
      item: { ...media, status: "rejected" },
      job: job(),
      decision: decision("reject", { hits: [listed] }),
      findings: [match("slur", "high")],
    });
    assert.equal(data.moderation_type, "rule");
    assert.deepEqual(data.ai_results, { labels: [] });
    const details = data.moderation_details as Record<string, object[]>;
    assert.deepEqual(details.rule_violations, [
      {
        rule_id: formatId("rule", 11n),
        rule_name: "No hate",
        rule_type: "keyword",
        confidence: 1,
        details: "Found: slur.",
        matched_text: "w0rd",
      },
    ]);
    assert.ok(!Object.hasOwn(details, "ai_analysis"));
  });

  test("of what is approved has neither reason nor violations, also where a rule approved it", () => {
    const approving = hit({ action: "approve", labels: [], foundBy: null, confidence: null });
    const data = mediaModerated({
      siteId: SITE_ID,
      item: { ...media, status: "approved" },
      job: job(),
      decision: decision("approve", { hits: [approving] }),
      findings: [],
    });
    assert.equal((data.applied_rules as object[]).length, 1);
    assert.deepEqual(data.moderation_details, { rule_violations: [], processing_time_ms: 1500 });
  });

  test("of what is flagged names the categories", () => {
    const flagged = decision("flag");
    const data = mediaModerated({
      siteId: SITE_ID,
      item: { ...media, status: "flagged", decided: { run: 1, action: "flag", isByPerson: false } },
      job: job(),
      decision: flagged,
      findings,
    });
    const details = data.moderation_details as Record<string, unknown>;
    assert.deepEqual(details.flagged_categories, ["hate"]);
    assert.equal(details.reason, "Because.");
  });

  test("comes a second time with what a person says of it", () => {
    const data = mediaModerated({
      siteId: SITE_ID,
      item: { ...media, status: "approved" },
      job: job(),
      decision: decision("approve", {
        cause: "person",
        actor: "ann",
        apiKey: "desk",
        hits: [hit({ action: "flag" })],
        previous: { status: "flagged", action: "flag" },
      }),
      findings,
    });
    assert.deepEqual(
      [data.status, data.previous_status, data.moderation_type, data.moderator],
      ["approved", "flagged", "manual", "ann"],
    );
    assert.ok(!Object.hasOwn(data.moderation_details as object, "processing_time_ms"));
  });
});

describe("The status of media", () => {
  test("has null for what is not known, and an error code only where there is one", () => {
    assert.deepEqual(mediaStatus(item(), job(), null), {
      id: ids.media_id,
      status: "pending",
      app_media_id: null,
      moderated_at: null,
    });
    const approved = { ...media, status: "approved" as const };
    assert.deepEqual(mediaStatus(approved, job({ status: "completed", verdict: "approved" }), decision("approve")), {
      id: ids.media_id,
      status: "approved",
      app_media_id: "user-upload-123",
      moderated_at: new Date(AT).toISOString(),
    });
  });
});
