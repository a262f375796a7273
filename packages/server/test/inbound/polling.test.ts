import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { fakeApi, json, lineOf } from "../../../receiver/test/fake-api.ts";
import { readFound } from "../../src/inbound/found.ts";
import type { PollNote } from "../../src/inbound/notes.ts";
import { formatId } from "../../src/model/ids.ts";
import { openRoom } from "./room.ts";

const FEED = { poll: { subject: { feed: "@writer" }, intervalSeconds: null } };

/** A feed as the RSS specification has it: https://www.rssboard.org/rss-specification */
function feed(...ids: number[]): string {
  const items = ids.map((id) => {
    const date = `Thu, 01 Jan 2026 00:00:0${id} GMT`;
    return `<item><title>Story ${id}</title><guid>https://medium.com/p/s${id}</guid><pubDate>${date}</pubDate></item>`;
  });
  return `<rss version="2.0"><channel>${items.join("")}</channel></rss>`;
}

/** A server of one feed that minds conditional requests (RFC 9110 section 13). */
function feedServer(first: string) {
  const state = { body: first };
  const api = fakeApi(({ headers }) => {
    const etag = `"${createHash("sha256").update(state.body).digest("hex").slice(0, 8)}"`;
    if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
    return new Response(state.body, { headers: { etag } });
  });
  return { api, state };
}

describe("Polling", () => {
  test("keeps each item as a message with its event, oldest first, and asks on from there", async (t) => {
    const { api, state } = feedServer(feed(2, 1));
    const { asking, makeSource, messagesOf, notesOf, clock } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, FEED);
    const first = await asking.polling.ask(source);
    assert.deepEqual([first.messages, first.events.length, first.duplicates], [2, 2, 0]);
    const messages = await messagesOf(source.no);
    assert.deepEqual(
      messages.map(({ origin, verdict, query, headers, events }) => [
        origin,
        verdict,
        query,
        headers,
        events.map(({ type, data }) => [type, data.platform, data.post.id, data.native.title]),
      ]),
      ["1", "2"].map((id) => [
        "poll",
        "accepted",
        "feed=%40writer&change=created",
        [["content-type", "application/json"]],
        [["post.created", "medium", `s${id}`, `Story ${id}`]],
      ]),
    );
    assert.equal(JSON.parse(messages[0]!.body).guid, "https://medium.com/p/s1");

    state.body = feed(3, 2, 1);
    clock.jump(1_000);
    const second = await asking.polling.ask(source);
    assert.deepEqual([second.messages, second.events.length, second.duplicates], [1, 1, 0]);
    const third = await asking.polling.ask(source);
    assert.deepEqual([third.messages, third.failure], [0, null]);
    assert.ok(api.asked[2]!.headers.has("if-none-match"));
    const { poll } = (await notesOf(source.no)) as unknown as { poll: PollNote };
    assert.equal(poll.polled_at, clock.now());
    // A quarter of an hour, and a twentieth more for the sake of others.
    assert.equal(poll.next_at, clock.now() + 15 * 60_000 * 1.05);
  });

  test("that did not get to note where it was brings what is there already, as duplicates", async (t) => {
    const { api } = feedServer(feed(2, 1));
    const { asking, makeSource, messagesOf, store } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, FEED);
    await asking.polling.ask(source);
    await store.note([{ sourceNo: source.no, key: "poll", value: null }]);
    const again = await asking.polling.ask(source);
    assert.deepEqual([again.messages, again.events.length, again.duplicates], [2, 0, 2]);
    const verdicts = (await messagesOf(source.no)).map(({ verdict }) => verdict);
    assert.deepEqual(verdicts, ["accepted", "accepted", "duplicate", "duplicate"]);
  });

  test("leaves a platform alone for as long as it says, and goes on where it was", async (t) => {
    // https://developers.google.com/youtube/v3/docs/errors, and RFC 9110 section 10.2.3
    const busy = json(
      { error: { errors: [{ reason: "rateLimitExceeded" }] } },
      { status: 429, headers: { "retry-after": "7200" } },
    );
    const answers = [() => busy.clone(), () => json({ items: [] })];
    const api = fakeApi(() => answers.shift()!());
    const { asking, makeSource, clock, notesOf } = await openRoom(t, api.fetch);
    const poll = { subject: { videoId: "v1" }, intervalSeconds: 60 };
    const source = await makeSource("youtube", { apiKey: "key-1234" }, { poll });
    const failed = await asking.polling.ask(source);
    assert.match(failed.failure!, /rateLimitExceeded/);
    assert.equal(failed.note.failures, 1);
    assert.equal(failed.note.next_at, clock.now() + 7_200_000);
    assert.equal(await asking.polling.waitUntil(source), clock.now() + 7_200_000);
    assert.deepEqual(await asking.polling.plan(source.no), [
      { sourceNo: source.no, ref: "", dueAt: failed.note.next_at },
    ]);

    clock.jump(7_200_000);
    assert.equal(await asking.polling.waitUntil(source), null);
    const note = (await asking.polling.ask(source)).note;
    assert.deepEqual([note.failures, note.error, note.wait_until], [0, null, null]);
    assert.equal(((await notesOf(source.no)).poll as unknown as PollNote).failures, 0);
  });

  test("asks a platform that fails ever more rarely, an hour apart at most, and tells nothing that is secret", async (t) => {
    const api = fakeApi(() => json({ error: "the key key-1234 is wrong" }, { status: 403 }));
    const { asking, makeSource, clock } = await openRoom(t, api.fetch);
    const poll = { subject: { videoId: "v1" }, intervalSeconds: 60 };
    const source = await makeSource("youtube", { apiKey: "key-1234" }, { poll });
    const waits: number[] = [];
    let error: string | null = "";
    for (let failures = 1; failures <= 8; failures++) {
      const { note } = await asking.polling.ask(source);
      waits.push((note.next_at - clock.now()) / 1.05 / 60_000);
      error = note.error;
    }
    assert.deepEqual(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
    assert.match(error!, /the key \(secret\) is wrong/);
  });

  test("is due at once when the source has changed, and begins anew with another subject", async (t) => {
    const { api } = feedServer(feed(2, 1));
    const { asking, makeSource, catalogue, clock } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, FEED);
    assert.deepEqual(await asking.polling.plan(null), [{ sourceNo: source.no, ref: "", dueAt: clock.now() }]);
    const { note } = await asking.polling.ask(source);
    assert.deepEqual(await asking.polling.plan(null), [{ sourceNo: source.no, ref: "", dueAt: note.next_at }]);
    const config = { ...source.config, poll: { subject: { feed: "@other" }, intervalSeconds: null } };
    const other = await catalogue.reviseSource(source, { config });
    assert.deepEqual(await asking.polling.plan(source.no), [{ sourceNo: source.no, ref: "", dueAt: clock.now() }]);
    await asking.polling.ask(other);
    assert.deepEqual(
      api.asked.map((asked) => [lineOf(asked), asked.headers.has("if-none-match")]),
      [
        ["GET /feed/@writer", false],
        ["GET /feed/@other", false],
      ],
    );
    const paused = await catalogue.reviseSource(other, { config: { ...config, active: false } });
    assert.deepEqual(await asking.polling.plan(null), []);
    assert.equal(await asking.polling.run(paused), null);
  });

  test("is refused to whoever asks while the source is switched off", async (t) => {
    const { api } = feedServer(feed(1));
    const { makeSource, call, notesOf } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, { ...FEED, active: false });
    const { status, body } = await call("POST", `/v1/sources/${formatId("src", source.id)}/poll`);
    assert.deepEqual([status, body.code], [409, "conflict"]);
    assert.match(body.detail, /switched it off/);
    assert.deepEqual([api.asked.length, await notesOf(source.no)], [0, {}]);
  });

  test("that is asked for while one is under way gives what that one brings", async (t) => {
    const { api } = feedServer(feed(1));
    const { asking, makeSource } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, FEED);
    const [one, other] = await Promise.all([asking.polling.ask(source), asking.polling.ask(source)]);
    assert.equal(one, other);
    assert.equal(api.asked.length, 1);
  });

  test("keeps items so that they can be read once more, as the events that they were", async (t) => {
    const { api } = feedServer(feed(2, 1));
    const { asking, makeSource, messagesOf } = await openRoom(t, api.fetch);
    const source = await makeSource("medium", {}, FEED);
    await asking.polling.ask(source);
    for (const { query, body, events } of await messagesOf(source.no)) {
      const read = readFound(source.platform, { query, body });
      assert.ok(read.ok);
      assert.deepEqual(
        read.events.map(({ eventId, eventType }) => [eventId, eventType]),
        events.map(({ type, data }) => [data.source.event_id, type]),
      );
    }
  });

  test("that the hub itself cuts off, as it stops, is not held against the platform", async (t) => {
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const { promise: cut, reject } = Promise.withResolvers<Response>();
    const { asking, makeSource, notesOf } = await openRoom(t, () => {
      ask();
      return cut;
    });
    const source = await makeSource("medium", {}, FEED);
    const polled = asking.polling.ask(source);
    const isRefused = assert.rejects(polled, { code: "unavailable" });
    await asked;
    asking.prepareToStop();
    reject(new TypeError("The request to medium.com was given up by this hub."));
    await isRefused;
    assert.deepEqual(await notesOf(source.no), {});
  });

  test("by the API tells what came, and what the platform says when it fails", async (t) => {
    const answers = [
      () => new Response(feed(1)),
      () => json({ error: "gone fishing" }, { status: 503, headers: { "retry-after": "60" } }),
    ];
    const { makeSource, call, clock } = await openRoom(t, fakeApi(() => answers.shift()!()).fetch);
    const source = await makeSource("medium", {}, FEED);
    const path = `/v1/sources/${formatId("src", source.id)}/poll`;
    const polled = await call("POST", path);
    assert.equal(polled.status, 200);
    assert.deepEqual([polled.body.messages, polled.body.event_ids.length, polled.body.duplicates], [1, 1, 0]);
    assert.equal(Date.parse(polled.body.next_at), clock.now() + 15 * 60_000 * 1.05);
    const failed = await call("POST", path);
    assert.deepEqual([failed.status, failed.body.code], [502, "platform_failed"]);
    assert.match(failed.body.detail, /gone fishing/);
    assert.equal(failed.headers["retry-after"], "60");
    const left = await call("POST", path);
    assert.deepEqual([left.status, left.body.code, left.headers["retry-after"]], [502, "platform_failed", "60"]);
    assert.match(left.body.detail, /wants to be asked again at/);
    assert.equal(answers.length, 0);
    const pushed = await makeSource("github", { secret: "s3cret-s3cret" });
    const none = await call("POST", `/v1/sources/${formatId("src", pushed.id)}/poll`);
    assert.deepEqual([none.status, none.body.code], [409, "conflict"]);
  });
});
