/** The samples of the pages, as `examples/seeds` has them, that no row of the checklist runs already. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { genericApp } from "../../../examples/seeds/generic/handler.ts";
import { aggregateComments } from "../../../examples/seeds/moderation-ai/aggregate.ts";
import { hideSpammers } from "../../../examples/seeds/moderation-ai/conditional.ts";
import { queueComments } from "../../../examples/seeds/moderation-ai/event-queue.ts";
import { logEvents } from "../../../examples/seeds/moderation-ai/log-events.ts";
import { monitored } from "../../../examples/seeds/moderation-ai/monitor.ts";
import { moderateComments } from "../../../examples/seeds/moderation-ai/real-time-moderation.ts";
import { manage } from "../../../examples/seeds/moderation-ai/registrations.ts";
import { receiver } from "../../../examples/seeds/moderation-ai/respond-quickly.ts";
import { retryAll, retryOne } from "../../../examples/seeds/moderation-ai/retry.ts";
import { webhookEndpoint as timed } from "../../../examples/seeds/moderation-ai/validate-timestamp.ts";
import { webhookEndpoint as verified } from "../../../examples/seeds/moderation-ai/verify-signature.ts";
import { hybrid } from "../../../examples/seeds/omnifence/reconcile.ts";
import { pixelPatrolApp } from "../../../examples/seeds/pixelpatrol/handler.ts";
import { WebhookEvent, WebhookHandler } from "../src/index.ts";
import { startOmniFence } from "./checklist/omnifence.ts";
import { runExample } from "./example.ts";
import { fakeApi, json, lineOf } from "./fake-api.ts";
import { comment, signedHeaders, unified } from "./unified-requests.ts";

type Context = { after(run: () => unknown): void };

function commentCreated(change: Partial<typeof comment> = {}, platform = "twitter"): WebhookEvent<"comment.created"> {
  const data = { comment: { ...comment, ...change } };
  return new WebhookEvent({ eventId: `evt_${data.comment.id}`, eventType: "comment.created", platform, data });
}

function quiet(): WebhookHandler {
  return new WebhookHandler({ log: null });
}

async function serve(t: Context, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function folderFor(t: Context): string {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function hexHmac(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

test("Always Verify Signatures: a signed payload is processed, a forged and an unsigned one are 401", async () => {
  const seen: string[] = [];
  const body = unified("comment.created", { comment });
  const send = (headers: Record<string, string>) =>
    verified(new Request("https://example.org/", { method: "POST", headers, body }), (payload) => seen.push(payload));
  assert.equal((await send({ "X-Signature": hexHmac("your_webhook_secret", body) })).status, 200);
  for (const headers of [{ "X-Signature": hexHmac("another", body) }, {}] as Record<string, string>[]) {
    const answer = await send(headers);
    assert.deepEqual([answer.status, await answer.text()], [401, "Invalid signature"]);
  }
  assert.deepEqual(seen, [body]);
});

test("Timestamp Validation: an old, a missing and a nonsensical timestamp are 401", async () => {
  const seen: string[] = [];
  const send = (headers: Record<string, string>) =>
    timed(new Request("https://example.org/", { method: "POST", headers, body: "x" }), (payload) => seen.push(payload));
  const ago = (seconds: number) => ({ "X-Timestamp": String(Math.floor(Date.now() / 1000) - seconds) });
  assert.equal((await send(ago(290))).status, 200);
  for (const headers of [ago(310), {}, { "X-Timestamp": "yesterday" }] as Record<string, string>[]) {
    const answer = await send(headers);
    assert.deepEqual([answer.status, await answer.text()], [401, "Invalid timestamp"]);
  }
  assert.deepEqual(seen, ["x"]);
});

test("3.8 Pattern 1: a violating comment is hidden once, a clean one is left alone, and what was not done is said", async (t) => {
  const api = fakeApi(() => json({ data: { hidden: true } }));
  const handler = quiet();
  moderateComments(handler, { twitter: { credentials: { accessToken: "token" }, fetch: api.fetch } });
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  await handler.handle(commentCreated({ id: "1", text: "Thank you for this" }), { wait: true });
  await handler.handle(commentCreated({ id: "2", text: "you idiot" }), { wait: true });
  assert.deepEqual(
    api.asked.map((one) => `${lineOf(one)} ${one.body}`),
    ['PUT /2/tweets/2/hidden {"hidden":true}'],
  );
  await handler.handle(commentCreated({ id: "3", text: "kill yourself" }, "medium"), { wait: true });
  assert.match(lines.join(), /^3 was not done: /);
});

test("Pattern 2: queued comments are processed in their order", async () => {
  const handler = quiet();
  const seen: string[] = [];
  const queue = queueComments(handler, async ({ eventId }) => void seen.push(eventId));
  for (const id of ["1", "2"]) await handler.handle(commentCreated({ id }), { wait: true });
  assert.deepEqual(seen, []);
  await queue.processQueue();
  queue.stop();
  assert.deepEqual(seen, ["evt_1", "evt_2"]);
});

test("Patterns 3 and 4, Log Events: comments are counted, logged, and those of named authors hidden", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  const handler = quiet();
  const all = aggregateComments(handler);
  const hidden: string[] = [];
  hideSpammers(handler, async ({ id }) => hidden.push(id));
  logEvents(handler, { info: (line) => lines.push(line) });
  await handler.handle(commentCreated({ id: "1" }), { wait: true });
  await handler.handle(commentCreated({ id: "2", author_username: "spammer2" }, "youtube"), { wait: true });
  assert.deepEqual([all.length, hidden], [2, ["2"]]);
  assert.deepEqual(lines, ["Total comments: 1", "Comment created: 1", "Total comments: 2", "Comment created: 2"]);
});

test("Mock Webhook Events: an event made by hand reaches its handler", async (t) => {
  const example = runExample(t, "moderation-ai/mock-event.ts");
  assert.equal(await example.ended, 0);
  assert.deepEqual(example.lines, ["evt_123: Test comment"]);
});

test("Webhook Replay: a file of saved events is handled, each once", async (t) => {
  const path = join(folderFor(t), "webhooks.json");
  const body = unified("comment.created", { comment });
  writeFileSync(path, `[${body},${body}]`);
  const example = runExample(t, "moderation-ai/replay.ts", { args: [path] });
  assert.equal(await example.ended, 0);
  assert.deepEqual(example.lines, ["Replayed: comment_id", "1 handled, 1 handled before"]);
});

test("Webhook Management: register, list and delete ask X for just that", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  const webhook = { id: "7", url: "https://your-domain.com/webhook/twitter", valid: true };
  const data = { POST: webhook, GET: [webhook], DELETE: { deleted: true } };
  const api = fakeApi(({ method }) => json({ data: data[method as keyof typeof data] }));
  await manage("app-token", api.fetch);
  assert.deepEqual(lines, ["7: https://your-domain.com/webhook/twitter"]);
  assert.deepEqual(api.asked.map(lineOf), ["POST /2/webhooks", "GET /2/webhooks", "DELETE /2/webhooks/7"]);
});

test("Respond Quickly: the answer does not wait for the work", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { handler, webhook } = receiver("s", () => promise);
  const body = unified("comment.created", { comment });
  const request = new Request("https://example.org/webhook", {
    method: "POST",
    headers: signedHeaders(body, "s"),
    body,
  });
  assert.equal((await webhook(request)).status, 200);
  assert.equal(handler.pending, 1);
  resolve();
  await handler.drain();
});

test("Retry Failed Events: three retries, then a line in a file", async (t) => {
  let calls = 0;
  const flaky = () => {
    if (++calls < 3) throw new Error("no luck");
  };
  assert.deepEqual(await retryOne(commentCreated(), flaky), { outcome: "handled", attempts: 3 });
  const path = join(folderFor(t), "dead.ndjson");
  const handler = quiet().onError(() => {});
  handler.on("*", () => Promise.reject(new Error("never")));
  const retry = retryAll(handler, path);
  await handler.handle(commentCreated({ id: "lost" }), { wait: true });
  await retry.stop();
  assert.equal(JSON.parse(readFileSync(path, "utf8")).event_id, "evt_lost");
});

test("Monitor Webhook Health: the address is asked and health is an endpoint", async (t) => {
  const handler = quiet();
  const server = await handler.start({ port: 0, host: "127.0.0.1" });
  const { monitor, health } = monitored(handler, `http://127.0.0.1:${server.port}/webhook`);
  t.after(() => Promise.all([monitor.stop(), handler.stop()]));
  const { isHealthy, problems } = await monitor.check();
  assert.deepEqual([isHealthy, problems], [true, []]);
  assert.equal((await health(new Request("https://example.org/health"))).status, 200);
});

test("Hybrid approach: a verdict is asked for when its webhook comes, and at the start when it was missed", async (t) => {
  const omnifence = await startOmniFence();
  const path = join(folderFor(t), "jobs.db");
  const [released, investigated]: [string[], string[]] = [[], []];
  const options = {
    ...{ apiKey: "key", baseUrl: omnifence.baseUrl, path },
    release: ({ jobId }: { jobId: string }) => released.push(jobId),
    investigate: ({ jobId }: { jobId: string }) => investigated.push(jobId),
  };
  const first = await hybrid(options);
  const [passed, missed] = [await first.submitPrompt("a cat"), await first.submitPrompt("a dog")];
  const body = JSON.stringify(omnifence.finish(passed, false));
  const readBody = async () => body;
  const request = { method: "POST", path: "/webhook/omnifence", query: "", headers: {}, readBody };
  assert.equal((await first.handler.answer(request)).status, 200);
  await first.stop();
  assert.deepEqual([released, investigated], [[passed], []]);
  omnifence.finish(missed, true);
  const second = await hybrid(options);
  await second.stop();
  await omnifence.close();
  assert.deepEqual([released, investigated], [[passed], [missed]]);
});

test("PixelPatrol's handler: moderated media and the test are handled, others taken, a wrong secret is 401", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  const seen: unknown[] = [];
  const { app, handler } = pixelPatrolApp("your-webhook-secret-key", (data) => seen.push(data));
  const base = await serve(t, app);
  const send = async (event: string, data: object, secret = "your-webhook-secret-key") => {
    const body = JSON.stringify({ id: `webhook_${event}`, event, created_at: "2024-01-20T10:30:00Z", data });
    const headers = {
      "X-PixelPatrol-Signature": hexHmac(secret, body),
      "X-PixelPatrol-Timestamp": String(Date.now()),
      "X-PixelPatrol-Event": event,
    };
    return (await fetch(`${base}/webhooks/pixel-patrol`, { method: "POST", headers, body })).status;
  };
  const data = { media_id: "media_456", status: "approved", ai_results: { labels: [] }, applied_rules: [] };
  handler.onUnhandled(() => {}).onRefused(() => {});
  assert.deepEqual(
    [
      await send("media.moderated", data),
      await send("test.webhook", { media_id: "test_456", status: "test", is_test: true, message: "x" }),
      await send("media.created", { media_id: "media_456" }),
      await send("media.moderated", data, "wrong"),
    ],
    [200, 200, 200, 401],
  );
  await handler.drain();
  assert.deepEqual([seen, lines], [[data], ["Test webhook received"]]);
});

test("the generic handler: work after the answer, unknown types logged, the manual curl 401", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (...words: string[]) => lines.push(words.join(" ")));
  t.mock.method(console, "error", (...words: unknown[]) => lines.push(words.map(String).join(" ")));
  const seen: unknown[] = [];
  const { app, handler } = genericApp("whsec_abc123...", {
    userCreated: async (data) => void seen.push(data),
    userUpdated: () => Promise.reject(new Error("away")),
    projectCreated: async () => {},
  });
  handler.onRefused(() => {});
  const base = await serve(t, app);
  const send = async (type: string, signature?: string) => {
    const data = { id: "user_123", name: "John Doe", email: "john@example.com", status: "active" };
    const body = JSON.stringify({ id: `evt_${type}`, type, created_at: "2026-01-15T12:30:00Z", data });
    const headers = { "X-Webhook-Signature": signature ?? hexHmac("whsec_abc123...", body) };
    return (await fetch(`${base}/webhook`, { method: "POST", headers, body })).status;
  };
  for (const type of ["user.created", "user.created", "user.updated", "file.uploaded"]) {
    assert.equal(await send(type), 200);
  }
  assert.equal(await send("user.created", "test_signature"), 401);
  await handler.drain();
  assert.deepEqual(
    seen.map((data) => (data as { id: string }).id),
    ["user_123"],
  );
  assert.deepEqual(lines, ["Webhook processing error: Error: away", "Unhandled event: generic.file.uploaded"]);
});

test("every sample is run by a test, and listed", () => {
  const folder = fileURLToPath(new URL("../../../examples/seeds/", import.meta.url));
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  const checklist = new URL("./checklist/", import.meta.url);
  const tests = [
    readFileSync(new URL(import.meta.url), "utf8"),
    ...readdirSync(checklist).map((name) => readFileSync(new URL(name, checklist), "utf8")),
  ].join("\n");
  const samples = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
  assert.ok(samples.length >= 20);
  for (const path of samples) {
    assert.ok(readme.includes(`(${path})`), `${path} is not in the README`);
    assert.ok(tests.includes(path), `${path} is not run`);
  }
});
