import assert from "node:assert/strict";
import { test } from "node:test";
import { type EventFields, WebhookEvent } from "@tabellary/receiver";
import fc from "fast-check";
import { toEventRequests, UnfitMessageError } from "../../src/inbound/payload.ts";
import { DEPTH_MAX } from "../../src/model/event-type.ts";
import { formatId } from "../../src/model/ids.ts";

const source = { id: 7n };
const SEQ = 9n;
const ORIGIN = { id: formatId("src", 7n), message_id: formatId("msg", SEQ), event_id: "e1" };

function event(fields: Partial<EventFields> = {}): WebhookEvent {
  const data = {} as EventFields["data"];
  return new WebhookEvent({ eventId: "e1", eventType: "github.push", platform: "github", data, ...fields });
}

const made = (fields: Partial<EventFields>, ...more: [("none" | "replay" | "again")?]) =>
  toEventRequests(source, SEQ, [event(fields)], ...more)[0]!;

test("an event's data begins with its platform and its source, and ends with the platform's own words", () => {
  const data = { comment: { id: "c", text: "Hi" } } as unknown as EventFields["data"];
  const { data: text } = made({ eventType: "comment.created", data, native: { raw: 1 } });
  assert.equal(text, JSON.stringify({ platform: "github", source: ORIGIN, ...data, native: { raw: 1 } }));
  assert.deepEqual(JSON.parse(made({}, "replay").data).source, { ...ORIGIN, replay: true });
});

test("what the platform said is not said twice, unless a name of ours has covered some of it", () => {
  const plain = { ref: "main" } as unknown as EventFields["data"];
  assert.deepEqual(JSON.parse(made({ data: plain, native: plain }).data), {
    platform: "github",
    source: ORIGIN,
    ref: "main",
  });
  const odd = { platform: "theirs", source: "theirs", native: 1, ref: "main" } as unknown as EventFields["data"];
  assert.deepEqual(JSON.parse(made({ data: odd, native: odd }).data), {
    platform: "github",
    source: ORIGIN,
    native: { platform: "theirs", source: "theirs", native: 1, ref: "main" },
    ref: "main",
  });
  const list = [1, 2] as unknown as EventFields["data"];
  assert.deepEqual(JSON.parse(made({ data: list, native: list }).data).native, [1, 2]);
});

test("whatever a platform says, the data is JSON that comes back as it is", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (data) => {
      const native = JSON.parse(JSON.stringify(data));
      const text = made({ data: native, native }).data;
      assert.equal(JSON.stringify(JSON.parse(text)), text);
      const { platform, source: origin } = JSON.parse(text);
      assert.deepEqual([platform, origin], ["github", ORIGIN]);
    }),
  );
});

test("an event is known by its source and its id, and one that is made again by its message too", () => {
  assert.equal(made({}).externalId, `${ORIGIN.id}:e1`);
  assert.equal(made({}, "replay").externalId, `${ORIGIN.id}:e1`);
  assert.equal(made({}, "again").externalId, `${ORIGIN.id}:e1#${ORIGIN.message_id}`);
});

test("what is about one thing has one ordering key, in one line of text", () => {
  const keyOf = (id: unknown) => made({ data: { id } as unknown as EventFields["data"] }).orderingKey;
  assert.equal(keyOf("c1"), "github:c1");
  assert.equal(keyOf(12), "github:12");
  for (const id of [undefined, null, "", {}, ["c1"], true]) assert.equal(keyOf(id), null);
  for (const id of ["a\u0000b", "x".repeat(1_000)]) {
    assert.match(keyOf(id)!, /^github:[0-9a-f]{64}$/);
    assert.equal(keyOf(id), keyOf(id));
    assert.notEqual(keyOf(id), keyOf(`${id}c`));
  }
  const comment = { comment: { id: "c9" } } as unknown as EventFields["data"];
  assert.equal(made({ eventType: "comment.created", data: comment }).orderingKey, "github:c9");
});

test("the time is the platform's, where it says one", () => {
  assert.equal(made({ timestamp: "2026-01-08T10:30:00Z" }).occurredAt, Date.UTC(2026, 0, 8, 10, 30));
  for (const timestamp of [null, "yesterday"]) assert.equal(made({ timestamp }).occurredAt, null);
});

test("no platform sends the hub's own events", () => {
  assert.equal(made({ eventType: "test.webhook", platform: "moderation-ai" }).type, "moderation-ai.test.webhook");
  assert.equal(made({ eventType: "delivery.exhausted" }).type, "github.delivery.exhausted");
});

test("what is nested too deeply, and more than a commit takes, is refused", () => {
  const nested = (levels: number) => {
    let value: object = {};
    for (let i = 0; i < levels; i++) value = { a: '}"\\', b: value };
    return { value } as unknown as EventFields["data"];
  };
  assert.ok(made({ data: nested(DEPTH_MAX - 2) }));
  for (const levels of [DEPTH_MAX - 1, 100_000]) assert.throws(() => made({ data: nested(levels) }), UnfitMessageError);
  const many = Array.from({ length: 1_001 }, () => event());
  assert.throws(() => toEventRequests(source, SEQ, many), /1001 events/);
  const large = { text: "x".repeat(9 * 1024 * 1024) } as unknown as EventFields["data"];
  assert.throws(
    () => toEventRequests(source, SEQ, [event({ data: large }), event({ data: large })]),
    UnfitMessageError,
  );
});
