import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { getPlatform, normalise, receive, verify } from "../../src/index.ts";
import { fakeApi, json } from "../fake-api.ts";

const now = 1_633_174_600_000;
const secret = "tiktok-client-secret-example";

/** An example of https://developers.tiktok.com/doc/webhooks-events */
const published = JSON.stringify({
  client_key: "bwo2m45353a6k85",
  event: "video.publish.completed",
  create_time: 1615338610,
  user_openid: "act.example12345Example12345Example",
  content: '{"share_id":"video.6974245311675353080.VDCxrcMJ"}',
});

function signed(body: string, seconds = 1_633_174_587) {
  const digest = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
  return { platform: "tiktok", secret, body, now, headers: { "TikTok-Signature": `t=${seconds},s=${digest}` } };
}

/** A change of a comment: the content's ids are numbers beyond 2^53. */
function commentUpdate(action: string, more = ""): string {
  const content = `{"comment_id":7123456789012345678,"video_id":7098765432109876543,"comment_type":"comment","comment_action":"${action}","timestamp":1700000000123${more}}`;
  return JSON.stringify({
    client_key: "k",
    event: "comment.update",
    create_time: 1700000000,
    user_openid: "o",
    content,
  });
}

function eventOf(body: string) {
  const result = normalise({ platform: "tiktok", headers: {}, body });
  assert.ok(result.ok, JSON.stringify(result));
  assert.equal(result.events.length, 1);
  return result.events[0]!;
}

test("a signature is of the time and the body, and five minutes are its life", async () => {
  assert.deepEqual(await verify(signed(published)), { ok: true, timestampMs: 1_633_174_587_000 });
  for (const [request, reason] of [
    [{ ...signed(published), now: now + 300_000 }, "timestamp_outside_tolerance"],
    [{ ...signed(published), body: `${published} ` }, "signature_mismatch"],
    [{ ...signed(published), headers: {} }, "signature_missing"],
    [{ ...signed(published), headers: { "TikTok-Signature": "t=1633174587" } }, "signature_malformed"],
    [{ ...signed(published), headers: { "TikTok-Signature": `s=${"a".repeat(64)}` } }, "timestamp_missing"],
    [{ ...signed(published), headers: { "TikTok-Signature": `t=1e9,s=${"a".repeat(64)}` } }, "timestamp_malformed"],
    [{ ...signed(published), headers: { "TikTok-Signature": `t=1,t=2,s=${"a".repeat(64)}` } }, "signature_repeated"],
    [{ ...signed(published), secret: [] }, "secret_invalid"],
  ] as const) {
    const verdict = await verify(request);
    assert.equal(verdict.ok ? "taken" : verdict.reason, reason);
  }
});

test("an event for developers passes under its name, its content read", () => {
  const event = eventOf(published);
  assert.equal(event.eventType, "tiktok.video.publish.completed");
  assert.equal(event.timestamp, "2021-03-10T01:10:10Z");
  assert.deepEqual(event.data.content, { share_id: "video.6974245311675353080.VDCxrcMJ" });
  assert.equal(event.eventId, eventOf(published).eventId);
});

test("a new comment is comment.created, with ids digit for digit", () => {
  const event = eventOf(commentUpdate("insert", ',"text":"hi","parent_comment_id":7000000000000000001'));
  assert.equal(event.eventType, "comment.created");
  assert.deepEqual(event.data, {
    comment: {
      id: "7123456789012345678",
      post_id: "7098765432109876543",
      author_id: null,
      author_username: null,
      text: "hi",
      created_at: "2023-11-14T22:13:20.123Z",
      parent_id: "7000000000000000001",
    },
  });
});

test("a deleted comment is comment.deleted, and one that was hidden or shown a moderation.action", () => {
  const deleted = eventOf(commentUpdate("delete"));
  assert.equal(deleted.eventType, "comment.deleted");
  assert.deepEqual(deleted.data, { comment_id: "7123456789012345678", post_id: "7098765432109876543" });
  for (const action of ["set_to_hidden", "set_to_friends_only", "set_to_public"]) {
    const event = eventOf(commentUpdate(action));
    assert.equal(event.eventType, "moderation.action");
    assert.equal(event.data.action, action);
    assert.equal(event.data.id, "7123456789012345678");
  }
});

test("the identifier that TikTok sends makes two copies one", () => {
  const one = eventOf(commentUpdate("insert", ',"unique_identifier":"u-1"'));
  assert.equal(one.eventId, "u-1");
  assert.notEqual(eventOf(commentUpdate("insert")).eventId, eventOf(commentUpdate("delete")).eventId);
});

test("comment.post, which moderation_ai's page names, is comment.created", () => {
  const event = eventOf(
    '{"type":"comment.post","data":{"id":"c1","video_id":"v1","text":"hi","user":{"username":"u"}}}',
  );
  assert.equal(event.eventType, "comment.created");
  assert.equal(event.data.id, "c1");
});

test("a check of the address is answered to who knows the verify token, and to nobody without one", async () => {
  const query = "hub.mode=subscribe&hub.challenge=42&hub.verify_token=mine";
  const request = { platform: "tiktok", method: "GET", query, headers: {}, body: "", now };
  const received = await receive({ ...request, secret: { clientSecret: secret, verifyToken: "mine" } });
  assert.ok(received.kind === "answered" && received.answer.body === "42");
  const refused = await receive({ ...request, secret });
  assert.equal(refused.kind, "refused");
});

test("a comment is hidden and shown with its video, and what TikTok refuses in a 200 is a failure", async () => {
  // https://business-api.tiktok.com/portal/docs (comment/hide): code 0 is success, others carry a message.
  const answers = [
    { code: 0, message: "OK" },
    { code: 0, message: "OK" },
    { code: 40105, message: "Access token expired" },
  ];
  const api = fakeApi(() => json(answers.shift()));
  const credentials = { accessToken: "token", businessId: "b-1" };
  const tiktok = getPlatform("tiktok", { credentials, fetch: api.fetch });
  const of = { postId: "7098765432109876543" };
  assert.deepEqual(await tiktok.moderateComment("7123456789012345678", "hide", of), { outcome: "applied" });
  assert.deepEqual(await tiktok.moderateComment("7123456789012345678", "approve", of), { outcome: "applied" });
  const third = await tiktok.moderateComment("7123456789012345678", "hide", of);
  assert.ok(third.outcome === "failed" && third.message.includes("40105"));
  const [hide, show] = api.asked;
  assert.equal(hide?.url.href, "https://business-api.tiktok.com/open_api/v1.3/business/comment/hide/");
  assert.equal(hide?.headers.get("access-token"), "token");
  assert.deepEqual(JSON.parse(hide!.body), {
    business_id: "b-1",
    video_id: "7098765432109876543",
    comment_id: "7123456789012345678",
    action: "HIDE",
  });
  assert.equal(JSON.parse(show!.body).action, "UNHIDE");
});

test("what TikTok cannot do is unsupported, and what it would need is named", async () => {
  const api = fakeApi(() => json({ code: 0 }));
  const tiktok = getPlatform("tiktok", { credentials: { accessToken: "t", businessId: "b" }, fetch: api.fetch });
  assert.equal((await tiktok.moderateComment("1", "remove", { postId: "2" })).outcome, "unsupported");
  assert.equal((await tiktok.moderateComment("1", "flag", { postId: "2" })).outcome, "unsupported");
  const noVideo = await tiktok.moderateComment("1", "hide");
  assert.ok(noVideo.outcome === "failed" && noVideo.message.includes("postId"));
  assert.equal(api.asked.length, 0);
});
