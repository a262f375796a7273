import assert from "node:assert/strict";
import { test } from "node:test";
import { readPolled, sampleRequest } from "@tabellary/receiver";
import { Keeping } from "../../src/inbound/keeping.ts";
import { formatId } from "../../src/model/ids.ts";
import { eventually, openHub } from "./hub.ts";
import { comment, makeSource, messagesOf, openDoor, SECRET, signedUnified, unified } from "./platform-requests.ts";

const first = <T>(list: readonly T[]) => list.length > 0;

test("a replay of what is there makes no second event, unless each is to be made again", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  const body = unified("e1", "comment.created", comment("c1"));
  await send(source.path, body, signedUnified(body));
  const [{ id, events }] = await messagesOf(hub, source);

  const path = `/v1/sources/${source.id}/messages/${id}/replay`;
  const plain = (await hub.call("POST", path)).body;
  assert.deepEqual([plain.verdict, plain.events, plain.repeated], ["duplicate", [], events]);
  const again = (await hub.call("POST", path, { again: true })).body;
  assert.deepEqual([again.verdict, again.events.length, again.repeated], ["accepted", 1, []]);

  const event = (await hub.call("GET", `/v1/events/${again.events[0]}`)).body;
  assert.equal(event.external_id, `${source.id}:e1#${again.message_id}`);
  assert.deepEqual(event.data.source, { id: source.id, message_id: again.message_id, event_id: "e1", replay: true });
  const [replay] = await messagesOf(hub, source);
  assert.deepEqual([replay.id, replay.origin, replay.replay_of], [again.message_id, "replay", id]);

  // Of a replay it is again a replay of the original.
  const twice = (await hub.call("POST", `/v1/sources/${source.id}/messages/${replay.id}/replay`)).body;
  assert.equal(twice.verdict, "duplicate");
  assert.equal((await messagesOf(hub, source))[0].replay_of, id);
});

test("what was rejected is verified again by the present secrets, whatever its age", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai", { secrets: { secret: "mistyped" } });
  const body = unified("e1", "comment.created", comment("c1"));
  const longAgo = Date.now() - 86_400_000;
  assert.equal((await send(source.path, body, signedUnified(body, SECRET, longAgo))).status, 401);
  const [{ id }] = await eventually(() => messagesOf(hub, source), first);
  const path = `/v1/sources/${source.id}/messages/${id}/replay`;

  const still = (await hub.call("POST", path)).body;
  assert.deepEqual([still.verdict, still.reason, still.message_id], ["rejected", "signature_mismatch", null]);
  await hub.call("PATCH", `/v1/sources/${source.id}`, { secrets: { secret: SECRET } });
  const mended = (await hub.call("POST", path)).body;
  assert.deepEqual([mended.verdict, mended.events.length], ["accepted", 1]);
});

test("what was genuine is read again although its secret has been replaced", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  const body = unified("e1", "comment.created", comment("c1"));
  await send(source.path, body, signedUnified(body));
  await hub.call("PATCH", `/v1/sources/${source.id}`, { secrets: { secret: "another" } });
  const [{ id }] = await messagesOf(hub, source);
  const { body: answer } = await hub.call("POST", `/v1/sources/${source.id}/messages/${id}/replay`);
  assert.equal(answer.verdict, "duplicate");
});

test("a verdict that was proven stays one when its secret has been replaced", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const secrets = [0, 1].map((fill) => `whsec_${Buffer.alloc(24, fill).toString("base64")}`);
  const source = await makeSource(hub, "omnifence", { secrets: { secret: secrets[0] } });
  const sample = sampleRequest("omnifence", secrets[0]!, Date.now());
  assert.ok(!("unsupported" in sample));
  assert.equal((await send(source.path, sample.body, sample.headers)).status, 200);
  await hub.call("PATCH", `/v1/sources/${source.id}`, { secrets: { secret: secrets[1] } });
  const [{ id, events }] = await messagesOf(hub, source);
  const { body } = await hub.call("POST", `/v1/sources/${source.id}/messages/${id}/replay`);
  assert.deepEqual([body.verdict, body.repeated], ["duplicate", events]);
  assert.equal((await hub.call("GET", `/v1/events/${events[0]}`)).body.type, "omnifence.job.completed");
});

test("an item that was polled is read again as the poll found it", async (t) => {
  const hub = await openHub(t);
  const poll = { subject: { timeline: "local" } };
  const { id: sourceId } = await makeSource(hub, "mastodon", { secrets: { instance: "https://m.test" }, poll });
  const status = { id: "7", content: "<p>Hi</p>", created_at: "2026-01-08T10:30:00.000Z", account: { id: "1" } };
  const record = { body: JSON.stringify(status), query: "timeline=local&change=created" };
  const read = readPolled("mastodon", record);
  assert.ok(read.ok);
  const source = [...hub.catalogue.now.sources()][0]!;
  const body = Buffer.from(record.body);
  const found = { origin: "poll", events: read.events, body, query: record.query } as const;
  const { messageSeq, events } = await new Keeping(hub).keep(source, found);
  const path = `/v1/sources/${sourceId}/messages/${formatId("msg", messageSeq)}/replay`;
  const { verdict, repeated } = (await hub.call("POST", path)).body;
  assert.deepEqual([verdict, repeated], ["duplicate", [formatId("evt", events[0]!.seq)]]);
  assert.equal((await hub.call("POST", path, { again: true })).body.events.length, 1);
});

test("what sent its secret along cannot be verified twice, and says so", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "gitlab", { active: false });
  const headers = { "content-type": "application/json", "x-gitlab-event": "Push Hook", "x-gitlab-token": SECRET };
  await send(source.path, '{"object_kind":"push"}', headers);
  const [{ id }] = await eventually(() => messagesOf(hub, source), first);
  const { body } = await hub.call("POST", `/v1/sources/${source.id}/messages/${id}/replay`);
  assert.deepEqual([body.verdict, body.reason], ["rejected", "signature_mismatch"]);
  assert.match(body.detail, /A credential in its headers was not kept/);
});

test("what was cut cannot be replayed", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  await send(source.path, "x".repeat(5_000), {});
  const [{ id }] = await eventually(() => messagesOf(hub, source), first);
  const answer = await hub.call("POST", `/v1/sources/${source.id}/messages/${id}/replay`);
  assert.deepEqual([answer.status, answer.body.code], [409, "conflict"]);
});

test("what was genuine and could not be read is read again with its range, when what reads it was mended", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  await send(source.path, "[]", signedUnified("[]"));
  const [{ reason }] = await eventually(() => messagesOf(hub, source), first);
  assert.equal(reason, "unparsable");
  const path = `/v1/sources/${source.id}/replay`;
  const range = { from: "2026-01-01T00:00:00Z" };
  const still = (await hub.call("POST", path, range)).body;
  assert.deepEqual([still.replayed, still.rejected], [0, 1]);
  const { platform } = [...hub.catalogue.now.sources()][0]!;
  const draft = { type: "comment.created", key: ["e1"], timestamp: null, data: {}, native: {} } as const;
  t.mock.method(platform, "normalise", () => [draft]);
  const mended = (await hub.call("POST", path, range)).body;
  assert.deepEqual([mended.replayed, mended.events, mended.rejected], [1, 1, 0]);
});

test("a range is replayed oldest first, page by page, without its replays", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  for (const id of ["e1", "e2", "e3"]) {
    const body = unified(id, "comment.created", comment(id));
    await send(source.path, body, signedUnified(body));
  }
  const path = `/v1/sources/${source.id}/replay`;
  const from = "2026-01-01T00:00:00Z";
  const totals = { replayed: 0, events: 0, duplicates: 0 };
  let cursor: string | undefined;
  do {
    const { status, body, text } = await hub.call("POST", path, {
      from,
      limit: 2,
      again: true,
      ...(cursor && { cursor }),
    });
    assert.equal(status, 200, text);
    for (const name of ["replayed", "events", "duplicates"] as const) totals[name] += body[name];
    cursor = body.next_cursor ?? undefined;
  } while (cursor !== undefined);
  assert.deepEqual(totals, { replayed: 3, events: 3, duplicates: 0 });
  const { events } = (await hub.call("GET", "/v1/events")).body;
  const keys = events.map((event: { ordering_key: string }) => event.ordering_key);
  assert.deepEqual(
    keys,
    ["e3", "e2", "e1", "e3", "e2", "e1"].map((id) => `twitter:${id}`),
  );

  const plain = (await hub.call("POST", path, { from })).body;
  assert.deepEqual([plain.replayed, plain.events, plain.duplicates, plain.rejected], [3, 0, 3, 0]);
  assert.equal((await hub.call("POST", path, { from, to: from })).body.replayed, 0);
  assert.equal((await hub.call("POST", path, { from: "yesterday" })).body.errors[0].path, "/from");
});
