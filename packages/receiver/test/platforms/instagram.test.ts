import assert from "node:assert/strict";
import { test } from "node:test";
import { normalise, receive, type WebhookEvent } from "../../src/index.ts";

function eventsOf(payload: unknown): readonly WebhookEvent[] {
  const result = normalise({ platform: "instagram", headers: {}, body: JSON.stringify(payload) });
  assert.ok(result.ok, JSON.stringify(result));
  return result.events;
}

const value = {
  id: "17865799348089039",
  text: "This is an example.",
  from: { id: "232323232", username: "test" },
  media: { id: "123123123", media_product_type: "FEED" },
  parent_id: "1231231234",
};
const entry = { id: "17841405822304914", time: 1520622968 };

test("a comment has its post, its author and what it answers", () => {
  const [event] = eventsOf({ object: "instagram", entry: [{ ...entry, changes: [{ field: "comments", value }] }] });
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: "17841405822304914:comments:17865799348089039",
    event_type: "comment.created",
    timestamp: "2018-03-09T19:16:08Z",
    platform: "instagram",
    data: {
      comment: {
        id: "17865799348089039",
        post_id: "123123123",
        author_id: "232323232",
        author_username: "test",
        text: "This is an example.",
        created_at: null,
        parent_id: "1231231234",
      },
    },
  });
});

test("a batch gives an event for each change, of all entries, in their order", () => {
  const changes = [
    { field: "comments", value },
    { field: "live_comments", value: { ...value, id: "2" } },
    { field: "mentions", value: { media_id: "3", comment_id: "4" } },
  ];
  const events = eventsOf({
    object: "instagram",
    entry: [
      { ...entry, changes },
      { ...entry, id: "2", changes },
    ],
  });
  assert.deepEqual(
    events.map(({ eventType }) => eventType),
    [...Array(2)].flatMap(() => ["comment.created", "comment.created", "instagram.mentions"]),
  );
  assert.equal(new Set(events.map(({ eventId }) => eventId)).size, 6);
});

test("a repeat that is sent later has the same id", () => {
  const [first] = eventsOf({ entry: [{ ...entry, changes: [{ field: "comments", value }] }] });
  const [again] = eventsOf({ entry: [{ ...entry, time: 1520629999, changes: [{ field: "comments", value }] }] });
  assert.equal(first?.eventId, again?.eventId);
});

test("the sloppy shapes of the documentation are read too", () => {
  const [event] = eventsOf([{ object: "instagram", entry: [{ ...entry, field: "comments", value }] }]);
  assert.equal(event?.eventType, "comment.created");
  const [field] = eventsOf({ object: "instagram", entry: [{ ...entry, changed_fields: ["comments"] }] });
  assert.equal(field?.eventType, "instagram.comments");
});

test("the challenge is shown back only with the right verify token, and only a plain one", async () => {
  const ask = (query: string, verifyToken: string | undefined = "meatyhamhock") =>
    receive({ platform: "instagram", secret: { verifyToken }, method: "GET", query, headers: {}, body: "", now: 0 });
  const right = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meatyhamhock";
  const greeting = await ask(right);
  assert.ok(greeting.kind === "answered");
  assert.equal(greeting.answer.body, "1158201444");
  assert.match(greeting.answer.headers["content-type"]!, /^text\/plain/);
  for (const [query, token] of [
    [right.replace("meatyhamhock", "other"), "meatyhamhock"],
    [right.replace("subscribe", "unsubscribe"), "meatyhamhock"],
    [right.replace("1158201444", "<script>"), "meatyhamhock"],
    ["hub.mode=subscribe&hub.challenge=1", "meatyhamhock"],
    ["hub.mode=subscribe&hub.challenge=1&hub.verify_token=", ""],
  ] as const) {
    const received = await ask(query, token);
    assert.equal(received.kind === "refused" && received.answer.status, 403, query);
  }
});
