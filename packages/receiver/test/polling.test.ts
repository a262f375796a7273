import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore, poll, UnknownPlatformError, WebhookHandler } from "../src/index.ts";
import { standingClock } from "./clock.ts";
import { fakeApi } from "./fake-api.ts";

const feed = (...ids: string[]) =>
  `<rss version="2.0"><channel>${ids
    .map(
      (id) =>
        `<item><title>${id}</title><guid>https://medium.com/p/${id}</guid><pubDate>Thu, 01 Jan 2026 00:00:0${id.length} GMT</pubDate></item>`,
    )
    .join("")}</channel></rss>`;

test("what is polled is handled like what is pushed, once, though a cursor was lost", async () => {
  const clock = standingClock();
  const { fetch } = fakeApi(() => new Response(feed("bb", "a")));
  const told: string[] = [];
  const handler = new WebhookHandler({ clock, store: new MemoryStore() });
  handler.on("post.created", (event) => {
    told.push(`${event.platform} ${event.data.id}`);
  });
  const polled = await poll("medium", { subject: { feed: "@writer" }, fetch, clock });
  assert.ok(polled.ok);
  assert.deepEqual(
    polled.events.map(({ eventId }) => eventId),
    ["a", "bb"],
  );
  await handler.handle(polled.events, { wait: true });
  const again = await poll("medium", { subject: { feed: "@writer" }, fetch, clock });
  assert.ok(again.ok);
  await handler.handle(again.events, { wait: true });
  assert.deepEqual(told, ["medium a", "medium bb"]);
});

test("a cursor of another's making, or of none, counts as the first poll", async () => {
  const { fetch } = fakeApi(() => new Response(feed("a")));
  for (const cursor of ["", "{", "[]", '{"seen":{"a":1},"floorMs":"x"}', "null"]) {
    const polled = await poll("medium", { subject: { feed: "@writer" }, fetch, cursor });
    assert.ok(polled.ok && polled.events.length === 1, cursor);
  }
});

test("who only pushes says so, and who is nobody is an error", async () => {
  const pushed = await poll("github");
  assert.ok(!pushed.ok && pushed.message.includes("GitHub"));
  await assert.rejects(poll("myspace"), UnknownPlatformError);
});
