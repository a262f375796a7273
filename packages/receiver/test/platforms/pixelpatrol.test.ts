import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, normalise, receive, verify } from "../../src/index.ts";

const now = Date.parse("2024-01-20T10:30:00Z");
const secret = "your-webhook-secret-key";

/** As https://docs.pixelpatrol.net/concepts/webhooks prints it. */
const printed =
  '{"id":"webhook_123","event":"media.moderated","created_at":"2024-01-20T10:30:00Z","data":{"media_id":"media_456","site_id":"site_789","status":"approved","ai_results":{"labels":[]},"applied_rules":[]}}';

function requestOf(body: string) {
  const headers = {
    "X-PixelPatrol-Signature": createHmac("sha256", secret).update(body).digest("hex"),
    "X-PixelPatrol-Timestamp": String(now),
    "X-PixelPatrol-Event": "media.moderated",
  };
  return { platform: "pixelpatrol", secret, headers, body, now };
}

function eventsOf(payload: object) {
  const result = normalise(requestOf(JSON.stringify(payload)));
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

test("the printed payload is an action of moderation", async () => {
  const received = await receive(requestOf(printed));
  assert.ok(received.kind === "events");
  assert.deepEqual(JSON.parse(JSON.stringify(received.events[0])), {
    event_id: "webhook_123",
    event_type: "moderation.action",
    timestamp: "2024-01-20T10:30:00Z",
    platform: "pixelpatrol",
    data: {
      action: "approved",
      target: { type: "media", id: "media_456" },
      moderator: { id: null, username: null },
      reason: null,
    },
  });
});

test("the wider payload has a reason and no id: it is known by what was judged, how and when", () => {
  // https://docs.pixelpatrol.net/api-reference/webhooks/payload-examples
  const data = {
    media_id: "789e0123-e89b-12d3-a456-426614174222",
    status: "rejected",
    previous_status: "pending",
    moderation_type: "ai",
    moderated_at: "2024-01-15T16:00:00Z",
    moderation_details: { rule_violations: [{ rule_name: "No Adult Content", confidence: 0.95 }] },
  };
  const envelope = { event: "media.moderated", timestamp: "2024-01-15T16:00:00Z", data };
  const [event] = eventsOf(envelope);
  assert.equal(event?.data.reason, "No Adult Content");
  const [sentAgain] = eventsOf({ ...envelope, timestamp: "2024-01-15T16:05:00Z" });
  assert.equal(sentAgain?.eventId, event?.eventId);
  const [judgedAgain] = eventsOf({ ...envelope, data: { ...data, moderated_at: "2024-01-16T08:00:00Z" } });
  assert.notEqual(judgedAgain?.eventId, event?.eventId);
});

test("each event of a batch is one", () => {
  const event = { event: "media.moderated", data: { media_id: "m", status: "flagged" } };
  const events = eventsOf({
    batch_id: "batch_123",
    events: [
      { ...event, id: "event_1" },
      { ...event, id: "event_2" },
    ],
  });
  assert.deepEqual(
    events.map(({ eventId, eventType }) => [eventId, eventType]),
    [
      ["event_1", "moderation.action"],
      ["event_2", "moderation.action"],
    ],
  );
});

test("what decides nothing passes under its own name", () => {
  const test_ = { id: "t", event: "test.webhook", data: { media_id: "test_456", status: "test", is_test: true } };
  assert.equal(eventsOf(test_)[0]?.eventType, "pixelpatrol.test.webhook");
  assert.equal(eventsOf({ id: "c", event: "media.created", data: {} })[0]?.eventType, "pixelpatrol.media.created");
});

test("a prefix, another case, an old time or a signature in the body is refused", async () => {
  const request = requestOf(printed);
  const signature = request.headers["X-PixelPatrol-Signature"];
  for (const wrong of [`sha256=${signature}`, signature.toUpperCase(), ""]) {
    const headers = { ...request.headers, "X-PixelPatrol-Signature": wrong };
    assert.equal((await verify({ ...request, headers })).ok, false);
  }
  assert.equal((await verify({ ...request, now: now + 300_001 })).ok, false);
  const inBody = '{"event":"webhook.test.ping","data":{},"_pixelpatrol_signature":"sha256=7d38cdd689735b00"}';
  assert.equal((await verify({ ...request, headers: {}, body: inBody })).ok, false);
});

test("its address is entered by a person, and the platform says where", () => {
  const register = findPlatform("pixelpatrol")?.register;
  assert.ok(register?.kind === "portal" && register.portal.includes("site's settings"));
});
