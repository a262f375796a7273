import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import {
  type Alert,
  type FetchLike,
  findPlatform,
  type Registration,
  WebhookEvent,
  WebhookHandler,
  WebhookMonitor,
  type WebhookMonitorOptions,
} from "../../src/index.ts";
import { fakeApi, json } from "../fake-api.ts";
import { movedClock } from "../moved-clock.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const url = "https://example.org/webhook/twitter";

function given(change: WebhookMonitorOptions = {}) {
  const clock = movedClock();
  const handler = new WebhookHandler({ secret: "s", clock, log: null });
  const alerts: Alert[] = [];
  const fetch: FetchLike = () => Promise.reject(new TypeError("nothing may be asked"));
  const onAlert = (alert: Alert) => alerts.push(alert);
  const monitor = new WebhookMonitor({ handler, clock, fetch, onAlert, log: null, ...change });
  let events = 0;
  const come = (platform = "twitter", eventId = `e${++events}`) =>
    handler.handle(new WebhookEvent({ eventId, eventType: "x.y", platform, data: {} }), { wait: true });
  const kinds = () => alerts.map(({ state, problem }) => `${state} ${problem.kind}`);
  return { clock, handler, monitor, alerts, come, kinds };
}

test("it counts how everything ended, by platform, and why requests were refused", async () => {
  const { handler, monitor, come, clock } = given();
  await come();
  handler.on("x.y", () => {});
  await come();
  await come("twitter", "e1");
  handler.on("x.y", () => {
    throw new Error("no");
  });
  handler.onError(() => {});
  await come("github");
  const request = { method: "POST", path: "/webhook/x", query: "", headers: {}, readBody: async () => "{}" };
  await handler.answer(request);
  await handler.answer({ ...request, path: "/elsewhere" });
  await clock.move(30_000);
  const { platforms, refused, isHealthy, checkedAtMs } = monitor.health();
  const [twitter, github] = platforms;
  assert.deepEqual(
    { ...twitter, lastHour: { ...twitter!.lastHour } },
    {
      platform: "twitter",
      ...{ handled: 1, duplicate: 1, unhandled: 1, failed: 0, refused: 1 },
      lastHour: { received: 2, failed: 0, refused: 1 },
      perMinute: 2 / 60,
      lastAtMs: clock.now() - 30_000,
      silentForMs: 30_000,
      longestGapMs: 0,
      heardForMs: 30_000,
    },
  );
  assert.equal(github!.failed, 1);
  assert.deepEqual(refused, { signature_missing: 1, unknown_platform: 1 });
  assert.deepEqual([isHealthy, checkedAtMs], [true, null]);
});

test("the last hour forgets, the totals do not", async () => {
  const { monitor, come, clock } = given();
  await come();
  await clock.move(59 * MINUTE_MS);
  await come();
  assert.equal(monitor.health().platforms[0]!.lastHour.received, 2);
  await clock.move(2 * MINUTE_MS);
  assert.equal(monitor.health().platforms[0]!.lastHour.received, 1);
  await clock.move(500 * MINUTE_MS);
  const [{ lastHour, unhandled } = assert.fail()] = monitor.health().platforms;
  assert.deepEqual([lastHour.received, unhandled], [0, 2]);
});

test("silence is told after twice the longest gap of the week, once, and again when it ends", async () => {
  const { monitor, come, clock, alerts, kinds } = given({ checkEveryMs: 10 * MINUTE_MS });
  monitor.startHealthChecks();
  for (let day = 0; day < 2; day++) {
    for (let hour = 0; hour < 16; hour++) {
      await come();
      await clock.move(60 * MINUTE_MS);
    }
    await clock.move(7 * 60 * MINUTE_MS);
  }
  assert.deepEqual(kinds(), [], "nights are usual");
  await clock.move(8 * 60 * MINUTE_MS);
  assert.deepEqual(kinds(), []);
  await clock.move(2 * 60 * MINUTE_MS);
  assert.deepEqual(kinds(), ["raised silent"]);
  assert.match(alerts[0]!.problem.message, /Nothing has come for 16\.\d hours; the longest gap .* 8\.0 hours/);
  assert.equal(monitor.health().isHealthy, false);
  await clock.move(60 * MINUTE_MS);
  await come();
  await clock.move(10 * MINUTE_MS);
  assert.deepEqual(kinds(), ["raised silent", "cleared silent"]);
  await monitor.stop();
  assert.equal(clock.waiting, 0);
});

test("a platform is not called silent on its first day, nor one that never sent", async () => {
  const { monitor, come, clock } = given();
  await come();
  await clock.move(MINUTE_MS);
  await come();
  await clock.move(20 * 60 * MINUTE_MS);
  assert.deepEqual((await monitor.check()).problems, []);
  const other = given();
  await other.clock.move(10 * DAY_MS);
  assert.deepEqual((await other.monitor.check()).problems, []);
});

test("handlers that mostly throw, and requests that are never genuine, are told", async () => {
  const { handler, monitor, come, kinds, clock } = given();
  handler.on("x.y", () => {
    throw new Error("no");
  });
  handler.onError(() => {});
  for (let i = 0; i < 4; i++) await come();
  await monitor.check();
  assert.deepEqual(kinds(), [], "four are chance");
  await come();
  await monitor.check();
  assert.deepEqual(kinds(), ["raised failing"]);
  const request = { method: "POST", path: "/webhook/github", query: "", headers: {}, readBody: async () => "{}" };
  for (let i = 0; i < 10; i++) await handler.answer(request);
  const { problems } = await monitor.check();
  assert.deepEqual(
    problems.map(({ kind, platform }) => [kind, platform]),
    [
      ["failing", "twitter"],
      ["refusing", "github"],
    ],
  );
  await clock.move(61 * MINUTE_MS);
  assert.deepEqual((await monitor.check()).problems, []);
});

test("a sender that is heard is not called refused for what others forge, whatever it is called by", async () => {
  const platform = findPlatform("generic")!;
  const clock = movedClock();
  const handler = new WebhookHandler({ secret: "s", platforms: { acme: { platform, secret: "s" } }, clock, log: null });
  const monitor = new WebhookMonitor({ handler, clock, log: null, onAlert: () => {} });
  handler.on("*", () => {});
  const body = '{"event_id":"1","event_type":"x.y","platform":"twitter","data":{}}';
  const digest = createHmac("sha256", "s").update(body).digest("hex");
  const genuine = { "X-Signature": digest, "X-Timestamp": String(clock.now()), "X-Webhook-Signature": digest };
  for (const path of ["/webhook", "/webhook/acme"]) {
    const request = { method: "POST", path, query: "", headers: {}, readBody: async () => body };
    assert.equal((await handler.answer({ ...request, headers: genuine })).status, 200);
    for (let i = 0; i < 10; i++) assert.equal((await handler.answer(request)).status, 401);
  }
  await handler.drain();
  const { problems, platforms } = await monitor.check();
  assert.deepEqual(problems, []);
  assert.deepEqual(
    platforms.map(({ platform, handled, refused }) => [platform, handled, refused]),
    [
      ["moderation-ai", 1, 10],
      ["acme", 1, 10],
    ],
  );
});

async function serve(t: { after(run: () => unknown): void }, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("an address that answers is reachable, also with 405; 404, a redirect, 500 and a closed port are not", async (t) => {
  const base = await serve(t, (request, response) => {
    const status = Number(request.url!.slice(1));
    response.writeHead(status, status === 302 ? { location: "/200" } : {}).end("x");
  });
  const closed = await serve(t, () => {});
  const { port } = new URL(closed);
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const gone = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  server.close();
  await once(server, "close");
  assert.ok(port);
  const publicUrl = [...[200, 405, 401, 404, 302, 500].map((status) => `${base}/${status}`), gone];
  const monitor = new WebhookMonitor({ publicUrl, log: null });
  const { problems } = await monitor.check();
  assert.deepEqual(
    problems.map(({ kind, subject }) => [kind, subject]),
    [404, 302, 500].map((status) => ["unreachable", `${base}/${status}`]).concat([["unreachable", gone]]),
  );
  assert.match(problems.at(-1)!.message, /ECONNREFUSED/);
});

test("an address that never answers is unreachable after its time, and the question is called off", async () => {
  let signal: AbortSignal | null | undefined;
  const fetch: FetchLike = (_, init) => {
    signal = init?.signal;
    return new Promise(() => {});
  };
  const { monitor, clock } = given({ fetch, publicUrl: "https://example.org/webhook" });
  const checked = monitor.check();
  await clock.move(10_000);
  assert.match((await checked).problems[0]!.message, /no answer in 10000 ms/);
  assert.equal(signal?.aborted, true);
});

test("the health endpoint says 200 or 503, and its own 503 does not make it unreachable", async (t) => {
  const { monitor, handler, come } = given({
    publicUrl: "https://example.org/health",
    fetch: (to, init) => endpoint(new Request(to, init)),
  });
  const endpoint = monitor.toFetch();
  const ask = () => endpoint(new Request("https://example.org/health"));
  const healthy = await ask();
  assert.deepEqual([healthy.status, (await healthy.json()).isHealthy], [200, true]);
  handler.on("x.y", () => {
    throw new Error("no");
  });
  handler.onError(() => {});
  for (let i = 0; i < 5; i++) await come();
  await monitor.check();
  assert.deepEqual(
    (await monitor.check()).problems.map(({ kind }) => kind),
    ["failing"],
  );
  const ill = await ask();
  assert.equal(ill.status, 503);
  assert.match((await ill.json()).problems[0].message, /threw at 5 of 5/);
  const brief = await monitor.toFetch({ isDetailed: false })(new Request("https://example.org/"));
  assert.deepEqual(await brief.json(), { isHealthy: false });
  assert.equal((await endpoint(new Request("https://example.org/", { method: "POST" }))).status, 405);
  t.after(() => monitor.stop());
});

test("registrations: missing, switched off, expiring and double are told, and asked for once an hour", async () => {
  let webhooks: Partial<Registration & { valid: boolean }>[] = [];
  const api = fakeApi(() => json({ data: webhooks }));
  const registrations = [{ platform: "twitter", url, credentials: { bearerToken: "t" }, fetch: api.fetch }];
  const { monitor, clock, kinds } = given({ registrations });
  monitor.startHealthChecks();
  await clock.settle();
  assert.deepEqual(kinds(), ["raised registration_missing"]);
  webhooks = [
    { id: "1", url: "https://EXAMPLE.org:443/webhook/twitter/", valid: true },
    { id: "2", url, valid: false },
    { id: "3", url: "https://example.org/webhook/other", valid: true },
  ];
  await clock.move(59 * MINUTE_MS);
  assert.equal(api.asked.length, 1);
  await clock.move(2 * MINUTE_MS);
  assert.equal(api.asked.length, 2);
  assert.deepEqual(kinds().slice(1), [
    "raised registration_inactive",
    "raised registration_double",
    "cleared registration_missing",
  ]);
  assert.match(monitor.health().problems[1]!.message, /registered 2 times \(1, 2\)/);
  await monitor.stop();
});

test("a platform that cannot be asked is told, one that has a portal only is not", async () => {
  const api = fakeApi(() => json({}, { status: 401 }));
  const registrations = [
    { platform: "twitter", url, credentials: { bearerToken: "t" } },
    { platform: "tiktok", url },
    { platform: "youtube", url },
  ];
  const { monitor } = given({ registrations, fetch: api.fetch });
  const { problems } = await monitor.check();
  assert.deepEqual(
    problems.map(({ kind, platform }) => [kind, platform]),
    [["registration_unchecked", "twitter"]],
  );
});

test("a lease that a platform granted is told before it ends, and a renewal clears it", async () => {
  const { handler, monitor, clock, kinds } = given();
  const channels = { youtube: { secret: { hubSecret: "h", channels: ["UCxx"] } } };
  const youtube = new WebhookHandler({ platforms: channels, clock, log: null });
  const watching = new WebhookMonitor({ handler: [handler, youtube], clock, log: null, onAlert: () => {} });
  const topic = "https://www.youtube.com/feeds/videos.xml?channel_id=UCxx";
  const greet = (days: number) => {
    const lease = String((days * DAY_MS) / 1000);
    const query = new URLSearchParams({
      "hub.mode": "subscribe",
      "hub.topic": topic,
      "hub.challenge": "c",
      "hub.lease_seconds": lease,
    });
    return youtube.answer({
      method: "GET",
      path: "/webhook/youtube",
      query: String(query),
      headers: {},
      readBody: async () => "",
    });
  };
  assert.equal((await greet(5)).status, 200);
  assert.deepEqual((await watching.check()).problems, []);
  await clock.move(4.5 * DAY_MS);
  const [problem] = (await watching.check()).problems;
  assert.deepEqual([problem?.kind, problem?.subject], ["registration_expiring", topic]);
  assert.match(problem!.message, /ends in 12\.0 hours.*Register again/);
  await greet(5);
  assert.deepEqual((await watching.check()).problems, []);
  assert.deepEqual([(await monitor.check()).problems, kinds()], [[], []]);
});

test("however many platforms and addresses strangers name, it keeps a hundred", async () => {
  const { monitor, come } = given();
  for (let i = 0; i < 150; i++) await come(`p${i}`);
  const { platforms } = monitor.health();
  assert.equal(platforms.length, 101);
  assert.equal(platforms.at(-1)!.platform, "other");
  assert.equal(platforms.at(-1)!.unhandled, 50);
});

test("without onAlert the log has it, and one that throws ends nothing", async () => {
  const lines: string[] = [];
  const log = { warn: (line: string) => lines.push(line), error: (line: string) => lines.push(line) };
  const fetch: FetchLike = () => Promise.reject(new TypeError("fetch failed", { cause: "no route" }));
  await new WebhookMonitor({ publicUrl: url, fetch, log }).check();
  assert.match(lines[0]!, /raised: unreachable \(https:.*no route/);
  const onAlert = () => Promise.reject(new Error("pager away"));
  assert.equal((await new WebhookMonitor({ publicUrl: url, fetch, log, onAlert }).check()).isHealthy, false);
  assert.match(lines[1]!, /onAlert .* threw/);
});
