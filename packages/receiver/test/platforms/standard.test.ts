import assert from "node:assert/strict";
import { test } from "node:test";
import { standard } from "@tabellary/contracts";
import { normalise, verify, type WebhookEvent } from "../../src/index.ts";

const now = 1_768_480_200_000;
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

function send(body: string): readonly WebhookEvent[] {
  const event = { id: "msg_1", type: "", createdAt: "", data: "", deliveryId: "" };
  const headers = standard.sign({ event, body, secrets: [secret], nowMs: now });
  assert.deepEqual(verify({ platform: "standard", secret, headers, body, now }), {
    ok: true,
    id: "msg_1",
    timestampMs: now,
  });
  const result = normalise({ platform: "standard", headers, body });
  assert.ok(result.ok);
  return result.events;
}

test("a sender's own type stands behind the platform's name, with its data", () => {
  const [event] = send('{"type":"user.created","timestamp":"2026-01-15T12:30:00.5Z","data":{"id":"user_123"}}');
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: "msg_1",
    event_type: "standard.user.created",
    timestamp: "2026-01-15T12:30:00.500Z",
    platform: "standard",
    data: { id: "user_123" },
  });
});

test("a message is known by the id that its signature covers, whichever other id is put beside it", () => {
  const body = '{"type":"user.created","data":{}}';
  const event = { id: "msg_1", type: "", createdAt: "", data: "", deliveryId: "" };
  const signed = standard.sign({ event, body, secrets: [secret], nowMs: now });
  const bySvix = Object.fromEntries(
    Object.entries(signed).map(([name, value]) => [name.replace("webhook", "svix"), value]),
  );
  for (const [headers, other] of [
    [bySvix, "webhook-id"],
    [signed, "svix-id"],
  ] as const) {
    const replayed = { ...headers, [other]: "msg_2" };
    assert.equal(verify({ platform: "standard", secret, headers: replayed, body, now }).ok, true);
    const result = normalise({ platform: "standard", headers: replayed, body });
    assert.deepEqual(result.ok && result.events.map(({ eventId }) => eventId), ["msg_1"]);
  }
});

test("a unified type keeps its name when its data is of that type, and only then", () => {
  const [event] = send('{"type":"comment.created","data":{"comment":{"id":7,"text":"Hi","mood":"good"}}}');
  assert.equal(event?.eventType, "comment.created");
  assert.deepEqual(JSON.parse(JSON.stringify(event?.data)), {
    comment: {
      id: "7",
      post_id: null,
      author_id: null,
      author_username: null,
      created_at: null,
      text: "Hi",
      mood: "good",
    },
  });
  assert.equal(send('{"type":"comment.created","data":{"text":"Hi"}}')[0]?.eventType, "standard.comment.created");
});

test("a body without a type, or with one that is no name, is handed on whole", () => {
  assert.equal(send('{"job_id":"job_1","status":"completed"}')[0]?.eventType, "standard.message");
  assert.equal(send('{"type":"a b\\n","data":{}}')[0]?.eventType, "standard.unknown");
});
