import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import {
  type Answer,
  type DedupeStore,
  MemoryStore,
  platforms,
  StoreUnavailableError,
  validateWebhookTimestamp,
  verifyWebhookSignature,
  WebhookEvent,
  WebhookHandler,
  type WebhookHandlerOptions,
} from "../src/index.ts";
import { standingClock } from "./clock.ts";

const secret = "your_secret";

const created =
  '{"event_id":"evt_123456789","event_type":"comment.created","timestamp":"2024-01-08T10:30:00Z","platform":"twitter","data":{"comment":{"id":"comment_id","post_id":"post_id","author_id":"author_id","author_username":"username","text":"Comment text","created_at":"2024-01-08T10:30:00Z"}}}';

function handlerOf(options: WebhookHandlerOptions = {}): WebhookHandler {
  return new WebhookHandler({ secret, clock: standingClock(), log: null, ...options });
}

function post(handler: WebhookHandler, body: string, change: object = {}, path = "/webhook"): Promise<Answer> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  const headers = moderationAi.sign({ event, body, secrets: [secret], nowMs: standingClock().now() });
  return handler.answer({
    method: "POST",
    path,
    query: "",
    headers: { ...headers, ...change },
    readBody: async () => body,
  });
}

function gate(): { open: () => void; opened: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
}

test("a signed event is answered with ok, and its handler has every field that was sent", async () => {
  const handler = handlerOf({ waits: true });
  const seen: WebhookEvent<"comment.created">[] = [];
  handler.on("comment.created", (event) => seen.push(event));
  const answer = await post(handler, created);
  assert.deepEqual([answer.status, answer.body], [200, '{"status":"ok"}']);
  const [event] = seen;
  assert.equal(event?.data.comment.text, "Comment text");
  assert.equal(event?.data.id, "comment_id");
  assert.equal(event?.platform, "twitter");
  assert.deepEqual(JSON.parse(JSON.stringify(event)), JSON.parse(created));
});

test("a wrong, a missing and a doubled signature are 401, and no handler runs", async () => {
  const handler = handlerOf();
  handler.on("*", () => assert.fail("a handler ran"));
  for (const change of [
    { "X-Signature": "0".repeat(64) },
    { "X-Signature": "⚠️" },
    { "X-Signature": undefined },
    { "x-signature": "0".repeat(64) },
  ]) {
    const { status, body } = await post(handler, created, change);
    assert.deepEqual([status, body], [401, '{"error":"Invalid signature"}']);
  }
  await handler.drain();
});

test("a timestamp of 290 s passes; of 310 s, none and nonsense are 401 Invalid timestamp", async () => {
  const seconds = Math.floor(standingClock().now() / 1000);
  const handler = handlerOf();
  assert.equal((await post(handler, created, { "X-Timestamp": String(seconds - 290) })).status, 200);
  for (const timestamp of [String(seconds - 310), String(seconds + 310), undefined, "yesterday"]) {
    const { status, body } = await post(handler, created, { "X-Timestamp": timestamp });
    assert.deepEqual([status, body], [401, '{"error":"Invalid timestamp"}']);
  }
  assert.equal((await post(handlerOf({ maxAgeSeconds: null }), created, { "X-Timestamp": undefined })).status, 200);
});

test("it answers first and works after, and drain waits for the work", async () => {
  const { open, opened } = gate();
  let isDone = false;
  const handler = handlerOf().on("comment.*", async () => {
    await opened;
    isDone = true;
  });
  assert.equal((await post(handler, created)).status, 200);
  assert.deepEqual([isDone, handler.pending], [false, 1]);
  open();
  await handler.drain();
  assert.deepEqual([isDone, handler.pending], [true, 0]);
});

test("an event that comes twice, also at once, is handled once and acknowledged each time", async () => {
  let count = 0;
  const handler = handlerOf().on("comment.created", () => count++);
  const answers = await Promise.all([post(handler, created), post(handler, created)]);
  answers.push(await post(handler, created));
  await handler.drain();
  assert.deepEqual([count, answers.map(({ status }) => status)], [1, [200, 200, 200]]);
});

test("a handler that fails is told of, and the event may come again", async () => {
  const errors: unknown[] = [];
  let count = 0;
  const handler = handlerOf({ waits: true }).onError((error, event) => errors.push([String(error), event?.eventId]));
  handler.on("comment.created", () => {
    if (++count === 1) throw new Error("no luck");
  });
  const first = await post(handler, created);
  assert.deepEqual([first.status, first.headers["retry-after"]], [503, "5"]);
  assert.deepEqual(errors, [["Error: no luck", "evt_123456789"]]);
  assert.equal((await post(handler, created)).status, 200);
  assert.equal((await post(handler, created)).status, 200);
  assert.equal(count, 2);
});

test("when the sender waits for the end, a copy that comes meanwhile is asked to come again", async () => {
  const { open, opened } = gate();
  const handler = handlerOf({ waits: true }).on("*", () => opened);
  const first = post(handler, created);
  const second = await post(handler, created);
  assert.equal(second.status, 503);
  open();
  assert.equal((await first).status, 200);
  assert.equal((await post(handler, created)).status, 200);
});

test("a handler that crashed without a word frees its event when its claim ends", async () => {
  const clock = standingClock();
  const store = new MemoryStore();
  const { opened } = gate();
  void handlerOf({ store, clock })
    .on("*", () => opened)
    .handle(mock("evt_1"));
  let count = 0;
  const next = handlerOf({ store, clock, leaseMs: 1000 }).on("*", () => count++);
  assert.deepEqual(await next.handle(mock("evt_1"), { wait: true }), { ok: true, outcomes: ["busy"] });
  clock.move(300_000);
  assert.deepEqual(await next.handle(mock("evt_1"), { wait: true }), { ok: true, outcomes: ["handled"] });
  assert.equal(count, 1);
});

test("past the queue's bound the sender is asked to come again, and nothing is remembered of it", async () => {
  const { open, opened } = gate();
  const handler = handlerOf({ queueMax: 1, concurrency: 1 }).on("*", () => opened);
  await handler.handle(mock("evt_1"));
  const full = await post(handler, created);
  assert.deepEqual([full.status, full.body], [503, '{"error":"queue_full"}']);
  open();
  await handler.drain();
  assert.equal((await post(handler, created)).status, 200);
});

test("with a concurrency of one, events are handled in their order", async () => {
  const order: string[] = [];
  const handler = handlerOf({ concurrency: 1 }).on("*", async ({ eventId }) => {
    await Promise.resolve();
    order.push(eventId);
  });
  await handler.handle(["evt_1", "evt_2", "evt_3"].map(mock));
  await handler.drain();
  assert.deepEqual(order, ["evt_1", "evt_2", "evt_3"]);
});

test("when the store is away the answer is 503 with Retry-After, and it is told of", async () => {
  const away = () => {
    throw new StoreUnavailableError("the database is away");
  };
  const store: DedupeStore = { claim: away, complete: away, release: away, purge: away };
  const errors: unknown[] = [];
  const handler = handlerOf({ store }).onError((error) => errors.push(error));
  const answer = await post(handler, created);
  assert.deepEqual([answer.status, answer.headers["retry-after"]], [503, "5"]);
  assert.equal(errors.length, 1);
});

test("an unhandled type, a refusal and an unknown platform each leave a reason", async () => {
  const heard: string[] = [];
  const handler = handlerOf({ waits: true })
    .onUnhandled(({ eventType }) => heard.push(eventType))
    .onRefused(({ reason }) => heard.push(reason));
  await post(handler, created);
  await post(handler, created, { "X-Signature": undefined });
  assert.equal((await post(handler, created, {}, "/webhook/nobody")).status, 404);
  assert.equal((await post(handler, created, {}, "/elsewhere")).status, 404);
  assert.equal((await post(handler, "{", {})).status, 400);
  assert.deepEqual(heard, [
    "comment.created",
    "signature_missing",
    "unknown_platform",
    "unknown_platform",
    "unparsable",
  ]);
});

test("without listeners the log is told", async () => {
  const lines: string[] = [];
  const log = { warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const handler = handlerOf({ log: log as unknown as Console, waits: true });
  await post(handler, created, { "X-Signature": undefined });
  await post(handler, created);
  handler.on("*", () => Promise.reject(new Error("no luck")));
  await handler.handle(mock("evt_2"), { wait: true });
  assert.match(lines[0]!, /signature_missing/);
  assert.match(lines[1]!, /No handler is for "comment.created"/);
  assert.match(lines[2]!, /Handling comment.created evt_2 failed/);
  assert.ok(!lines.join().includes(secret));
});

test("a listener that throws harms nothing", async () => {
  const handler = handlerOf({ waits: true }).onRefused(() => {
    throw new Error("the logger is broken");
  });
  assert.equal((await post(handler, created, { "X-Signature": undefined })).status, 401);
});

test("a guard refuses before the body is read", async () => {
  const handler = handlerOf({ guards: [() => ({ ok: false, reason: "ip_not_allowed", message: "Not from there." })] });
  const answer = await handler.answer({
    method: "POST",
    path: "/webhook",
    query: "",
    headers: {},
    readBody: () => assert.fail("the body was read"),
  });
  assert.equal(answer.status, 403);
});

test("a body that is too long is 413, one that was parsed is named so, and another method is 405", async () => {
  const handler = handlerOf({ bodyBytesMax: 10 });
  assert.equal((await post(handler, created)).status, 413);
  const parsed = { ok: false, reason: "body_already_parsed", message: "" } as const;
  const request = { method: "POST", path: "/webhook/", query: "", headers: {} };
  assert.equal(
    (await handler.answer({ ...request, readBody: async () => parsed })).body,
    '{"error":"body_already_parsed"}',
  );
  assert.equal((await handler.answer({ ...request, method: "PUT", readBody: async () => "" })).status, 405);
  assert.equal(
    (await handler.answer({ ...request, readBody: () => Promise.reject(new Error("cut off")) })).status,
    400,
  );
});

test("a platform's own payload that a relay of ours signed is understood by its path", async () => {
  const samples = {
    twitter:
      '{"tweet_create_events":[{"created_at":"Wed Oct 10 20:19:24 +0000 2018","id":1050118621198921728,"text":"Hello, world!","user":{"id":123456789,"screen_name":"username"}}]}',
    youtube: '{"comment":{"id":"comment_id","snippet":{"textDisplay":"Comment text","authorDisplayName":"username"}}}',
    instagram:
      '{"entry":[{"changes":[{"field":"comments","value":{"id":"comment_id","text":"Comment text","from":{"username":"username"}}}]}]}',
  };
  const seen: WebhookEvent[] = [];
  const handler = handlerOf({ waits: true }).on("*", (event) => seen.push(event));
  for (const [platform, body] of Object.entries(samples)) {
    assert.equal((await post(handler, body, {}, `/webhook/${platform}`)).status, 200);
    assert.equal((await post(handler, body, { "X-Signature": "0".repeat(64) }, `/webhook/${platform}`)).status, 401);
  }
  const [tweet, video, photo] = seen;
  assert.deepEqual(
    [tweet?.eventType, tweet?.data.id, tweet?.timestamp],
    ["post.created", "1050118621198921728", "2018-10-10T20:19:24Z"],
  );
  for (const event of [video, photo]) {
    const { comment } = (event as WebhookEvent<"comment.created">).data;
    assert.deepEqual([comment.id, comment.text, comment.author_username], ["comment_id", "Comment text", "username"]);
  }
});

test("X-Signature does not stand in for a platform that has a secret of its own", async () => {
  const own = handlerOf({ platforms: { github: { secret: "another" } } });
  assert.equal((await post(own, '{"zen":"x"}', { "X-GitHub-Event": "push" }, "/webhook/github")).status, 401);
});

test("what is signed with the text of a public key passes nowhere", async () => {
  const key = "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";
  const body = '{"zen":"x"}';
  const digest = createHmac("sha256", key).update(body).digest("hex");
  const forged = {
    "X-Signature": digest,
    "X-Timestamp": String(standingClock().now() / 1000),
    "X-Webhook-Signature": digest,
    "X-Hub-Signature-256": `sha256=${digest}`,
    "X-Hub-Signature": `sha256=${digest}`,
    "X-Gitlab-Token": key,
    Authorization: key,
  };
  const handler = handlerOf({ secret: key, defaultPlatform: "standard" });
  for (const { name } of platforms) {
    assert.equal((await post(handler, body, forged, `/webhook/${name}`)).status, 401, name);
  }
  assert.equal(handler.verifySignature(body, digest), false);
});

test("no stranger has the shared secret sign something, to send that as another platform", async () => {
  const handler = handlerOf();
  handler.on("*", () => assert.fail("a handler ran"));
  const seconds = standingClock().now() / 1000;
  const request = { method: "GET", path: "/webhook/twitter", query: "", headers: {}, readBody: async () => "" };
  const challenged = await handler.answer({ ...request, query: `crc_token=${seconds}.forged` });
  assert.equal(challenged.status, 401);
  // The answer would have been this, in base64; and Hook0's bodies may be any text.
  const digest = createHmac("sha256", secret).update(`${seconds}.forged`).digest();
  assert.ok(!challenged.body.includes(digest.toString("base64")));
  const own = handlerOf({ platforms: { x: { secret: "its own" } } });
  assert.equal((await own.answer({ ...request, query: "crc_token=abc" })).status, 200);
});

test("a platform with a public key does not take the secret that the others share for one", async () => {
  const key = "0".repeat(64);
  const refused: unknown[] = [];
  for (const options of [{ secret: key }, { platforms: { discord: { secret: key } } }]) {
    const handler = handlerOf(options).onRefused(({ reason }) => refused.push(reason));
    const signature = { "X-Signature-Ed25519": "0".repeat(128), "X-Signature-Timestamp": "1700000000" };
    await post(handler, "{}", signature, "/webhook/discord");
  }
  assert.deepEqual(refused, ["secret_invalid", "signature_mismatch"]);
});

test("parseEvent, verifySignature and handle work by themselves, as an app of one's own calls them", async () => {
  const handler = handlerOf();
  let count = 0;
  handler.on("comment.created", () => count++);
  const signature = "80346f84f2317367a846d183380428c1ab477139d9d8f88b0e65aab3bde2672e";
  assert.equal(handler.verifySignature(created, signature), true);
  assert.equal(handler.verifySignature(created, undefined), false);
  assert.equal(handler.verifySignature(`${created} `, signature), false);
  assert.equal(verifyWebhookSignature({ payload: created, signature, secret }), true);
  const event = handler.parseEvent(created);
  assert.equal(event?.eventType, "comment.created");
  void handler.handle(event);
  await handler.drain();
  assert.deepEqual(await handler.handle(event), { ok: true, outcomes: ["duplicate"] });
  assert.equal(count, 1);
});

test("parseEvent gives the first of several, and handle takes the others along", async () => {
  const change = (id: string) => `{"field":"comments","value":{"id":"${id}","text":"Hi"}}`;
  const body = `{"object":"instagram","entry":[{"id":"1","changes":[${change("10")},${change("11")}]}]}`;
  const ids: unknown[] = [];
  const handler = handlerOf().on("comment.created", (event) => ids.push(event.data.id));
  assert.equal(handler.parseEvents(body, "instagram").length, 2);
  await handler.handle(handler.parseEvent(body, "instagram"), { wait: true });
  assert.deepEqual(ids, ["10", "11"]);
  assert.throws(() => handler.parseEvent("{", "instagram"), { code: "unparsable" });
  assert.throws(() => handler.parseEvent("{}", "nobody"), { code: "unknown_platform" });
});

test("a timestamp is recent in seconds, milliseconds and RFC 3339", () => {
  const now = Date.parse("2024-01-08T10:30:00Z");
  for (const timestamp of [now / 1000 - 299, String(now - 299_000), "2024-01-08T10:25:01Z"]) {
    assert.equal(validateWebhookTimestamp(timestamp, { now }), true, String(timestamp));
  }
  for (const timestamp of [now / 1000 - 301, now / 1000 + 301, "", "abc", null, undefined, Number.NaN, "12e9"]) {
    assert.equal(validateWebhookTimestamp(timestamp, { now }), false, String(timestamp));
  }
  assert.equal(validateWebhookTimestamp(now / 1000 - 1, { now, maxAgeSeconds: 0 }), false);
});

test("patterns reach what they name, and typed handlers know their data", async () => {
  const heard: string[] = [];
  const handler = handlerOf();
  handler.on("comment.created", ({ data }) => heard.push(`exact ${data.comment.text.length}`));
  handler.on("comment.*", (event) => {
    heard.push(event.eventType === "comment.deleted" ? event.data.comment_id : event.data.comment.id);
  });
  handler.on("*", ({ eventType }) => heard.push(eventType));
  handler.on("post.*", () => assert.fail("this is no post"));
  await handler.handle(mock("evt_1"), { wait: true });
  assert.deepEqual(heard, ["exact 12", "comment_id", "comment.created"]);
});

function mock(eventId: string): WebhookEvent<"comment.created"> {
  const comment = { id: "comment_id", text: "Test comment", author_username: "test_user" };
  const rest = { post_id: null, author_id: null, created_at: null };
  return new WebhookEvent({
    eventId,
    eventType: "comment.created",
    platform: "twitter",
    data: { comment: { ...rest, ...comment } },
  });
}

test("an event that a batch has twice is handled once, and the batch is acknowledged", async () => {
  let count = 0;
  const handler = handlerOf({ waits: true }).on("*", () => count++);
  const change = '{"field":"comments","value":{"id":"10","text":"Hi"}}';
  const body = `{"object":"instagram","entry":[{"id":"1","changes":[${change},${change}]}]}`;
  assert.equal((await post(handler, body, {}, "/webhook/instagram")).status, 200);
  assert.equal(count, 1);
});

test("a subscription that a hub confirms is told with its end", async () => {
  const told: unknown[] = [];
  const handler = handlerOf({ platforms: { youtube: { secret: { channels: "UC1" } } } });
  handler.onSubscription(({ state, endsAtMs }, platform) => told.push([platform, state, endsAtMs]));
  const topic = encodeURIComponent("https://www.youtube.com/xml/feeds/videos.xml?channel_id=UC1");
  const query = `hub.mode=subscribe&hub.topic=${topic}&hub.challenge=abc&hub.lease_seconds=60`;
  const request = { path: "/webhook/youtube", query, headers: {}, readBody: async () => "" };
  const answer = await handler.answer({ method: "GET", ...request });
  assert.deepEqual([answer.status, answer.body], [200, "abc"]);
  assert.deepEqual(told, [["youtube", "active", standingClock().now() + 60_000]]);
});

test("a platform's secret that is there and undefined lets nothing through, also beside a shared one", async () => {
  const handler = handlerOf({ platforms: { instagram: { secret: undefined } } });
  const body = '{"entry":[]}';
  assert.equal((await post(handler, body, {}, "/webhook/instagram")).status, 401);
});

test("an event that waits here longer than its claim lasts is not begun a second time", async () => {
  const { open, opened } = gate();
  const clock = standingClock();
  let count = 0;
  const handler = handlerOf({ clock, leaseMs: 1000 }).on("*", async () => {
    count++;
    await opened;
  });
  await handler.handle([mock("evt_1"), mock("evt_2")]);
  clock.move(2000);
  const again = await handler.handle([mock("evt_3"), mock("evt_1"), mock("evt_3"), mock("evt_2")]);
  assert.deepEqual(again, { ok: true, outcomes: ["taken", "busy", "duplicate", "busy"] });
  open();
  await handler.drain();
  assert.deepEqual([count, handler.pending], [3, 0]);
});

test("a guard that throws lets nothing through, and is told of", async () => {
  const errors: unknown[] = [];
  const broken = () => {
    throw new Error("the guard is broken");
  };
  const handler = handlerOf({ guards: [broken] }).onError((error) => errors.push(error));
  assert.equal((await post(handler, created)).status, 503);
  assert.equal(errors.length, 1);
});

test("what strangers send stays in one line of the log", async () => {
  const lines: string[] = [];
  const log = { warn: (line: string) => lines.push(line), error: () => {} };
  const handler = handlerOf({
    log: log as unknown as Console,
    platforms: { youtube: { secret: { channels: "UC1" } } },
  });
  const query = `hub.mode=subscribe&hub.topic=${encodeURIComponent("x\nforged line\u2028another")}`;
  const request = { path: "/webhook/youtube", query, headers: {}, readBody: async () => "" };
  assert.equal((await handler.answer({ method: "GET", ...request })).status, 404);
  assert.equal(lines.length, 1);
  assert.ok(!/[\n\u2028]/.test(lines[0]!));
});
