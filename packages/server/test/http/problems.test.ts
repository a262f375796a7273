import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { problemReference } from "../../src/http/problem-reference.ts";
import { PROBLEMS, Problem } from "../../src/model/errors.ts";
import { StoreError } from "../../src/store/store.ts";
import { openHub, type TestHub } from "./hub.ts";

const PAGE = new URL("../../../../docs/reference/errors.md", import.meta.url);

/** The bytes that come back for these bytes. */
async function speak(t: TestContext, { app }: TestHub, bytes: string | Buffer): Promise<string> {
  const url = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const socket = connect(Number(url.port), url.hostname);
  t.after(() => socket.destroy());
  socket.end(bytes);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

test("docs/reference/errors.md lists every error as it is", () => {
  const fix = "write it anew with: node packages/server/test/http/write-reference.ts";
  const page = readFileSync(PAGE, "utf8");
  assert.equal(page, problemReference(), fix);
  for (const code of Object.keys(PROBLEMS)) assert.ok(page.includes(`\`${code}\``), code);
});

test("every refusal is a problem with code, way out and request id", async (t) => {
  const { call } = await openHub(t);
  const answers = [
    await call("GET", "/nowhere"),
    await call("GET", "/v1/nowhere", undefined, { key: null }),
    await call("DELETE", "/v1/events"),
    await call("PUT", "/v1/webhooks/hook_0000000000000"),
    await call("POST", "/v1/events", "type=a", { headers: { "content-type": "application/x-www-form-urlencoded" } }),
    await call("POST", "/v1/events", "{}", { headers: { "content-type": "text/plain" } }),
    await call("POST", "/v1/events", "{}", { headers: { "content-encoding": "gzip" } }),
    await call("POST", "/v1/events", "{"),
    await call("POST", "/v1/events", Buffer.from([0x7b, 0xff, 0x7d])),
    await call("POST", "/v1/events", ""),
    await call("POST", "/v1/events", `{"type":"a","data":${"[".repeat(100_000)}`),
    await call("POST", "/v1/events", `{"type":"a","data":{"s":"${"x".repeat(200_000)}"}}`),
    await call("GET", "/v1/events/%zz"),
    await call("GET", `/v1/events/${"x".repeat(1_000)}`),
  ];
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.code]),
    [
      [404, "not_found"],
      [404, "not_found"],
      [405, "method_not_allowed"],
      [405, "method_not_allowed"],
      [415, "unsupported_media_type"],
      [415, "unsupported_media_type"],
      [415, "unsupported_media_type"],
      [400, "invalid_json"],
      [400, "invalid_json"],
      [400, "invalid_request"],
      [422, "too_deep"],
      [413, "payload_too_large"],
      [400, "invalid_request"],
      [404, "not_found"],
    ],
  );
  for (const { headers, body, status } of answers) {
    assert.match(String(headers["content-type"]), /^application\/problem\+json/);
    assert.deepEqual(Object.keys(body), ["type", "title", "status", "code", "detail", "errors", "request_id"]);
    assert.equal(body.status, status);
    assert.equal(body.request_id, headers["x-request-id"]);
    assert.ok(body.detail.endsWith("."), body.detail);
  }
  assert.equal(answers[2]!.headers.allow, "POST, GET, HEAD");
});

test("a request without a body, or with one that nobody asked for, is refused by name", async (t) => {
  const { call } = await openHub(t);
  const none = await call("POST", "/v1/webhooks");
  assert.equal(none.body.code, "invalid_request");
  const { body } = await call("POST", "/v1/webhooks", { url: "http://127.0.0.1:9/x", events: ["*"] });
  const stray = await call("POST", `/v1/webhooks/${body.id}/test`, { type: "a" });
  assert.deepEqual([stray.body.code, stray.body.errors[0].path], ["unknown_field", "/type"]);
  assert.equal((await call("POST", `/v1/webhooks/${body.id}/test`, {})).status, 202);
  assert.equal((await call("POST", `/v1/webhooks/${body.id}/secret/prepare`, "")).status, 200);
});

test("bytes that are no request are answered with a problem, and the hub lives on", async (t) => {
  const hub = await openHub(t);
  const answer = await speak(t, hub, "NONSENSE\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.match(answer, /"code":"invalid_request"/);
  assert.equal((await hub.call("GET", "/healthz")).status, 200);
});

test("a body that is not as long as it says is no event", async (t) => {
  const hub = await openHub(t);
  const head =
    "POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer the-administrators-key\r\ncontent-type: application/json\r\n";
  await speak(t, hub, `${head}content-length: 100\r\n\r\n{"type":"a","data":{}}`);
  assert.equal((await hub.call("GET", "/v1/events")).body.events.length, 0);
  assert.deepEqual(
    hub.log.filter(({ level }) => level === "error"),
    [],
  );
});

test("headers beyond all measure are refused as a problem", async (t) => {
  const hub = await openHub(t);
  const answer = await speak(t, hub, `GET /healthz HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
  assert.match(answer, /"code":"invalid_request"/);
});

test("a method that no path takes is 405, with those it does take", async (t) => {
  const hub = await openHub(t);
  const answer = await speak(t, hub, "PROPFIND /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  assert.match(answer, /^HTTP\/1\.1 405 /);
  assert.match(answer, /allow: GET, HEAD/i);
});

test("a full journal is 429, a store that is away 503, both with Retry-After; a bug is 500 without its text", async (t) => {
  const errors: unknown[] = [
    new Problem("overloaded", "Too much waits.", { retryAfter: 2 }),
    new StoreError("disk of /secret/path"),
    new Error("at /secret/path"),
  ];
  const engine = { isReady: () => false, accept: () => Promise.reject(errors.shift()) };
  const { call, log } = await openHub(t, { engine: engine as never });
  const send = () => call("POST", "/v1/events", { type: "a", data: {} });
  const [full, away, bug] = [await send(), await send(), await send()];
  assert.deepEqual([full.status, full.headers["retry-after"]], [429, "2"]);
  assert.deepEqual([away.status, away.headers["retry-after"], away.body.code], [503, "1", "unavailable"]);
  assert.deepEqual([bug.status, bug.body.code], [500, "internal"]);
  assert.ok(![away, bug].some(({ text }) => text.includes("/secret/path")));
  assert.equal(log.filter(({ level }) => level === "error").length, 1);
  assert.equal((await call("GET", "/readyz", undefined, { key: null })).status, 503);
});

test("health, readiness and metrics need no key", async (t) => {
  const { call } = await openHub(t);
  const get = (url: string) => call("GET", url, undefined, { key: null });
  assert.deepEqual((await get("/healthz")).body, { status: "ok" });
  assert.deepEqual((await get("/readyz")).body, { status: "ready" });
  const metrics = await get("/metrics");
  assert.match(String(metrics.headers["content-type"]), /^text\/plain/);
  assert.match(metrics.text, /\/healthz/);
});

test("a name, a key or a description that no store could keep is refused by its field", async (t) => {
  const { call } = await openHub(t);
  const event = { type: "a", data: {} };
  const refused: [method: string, url: string, body: unknown, path: string][] = [
    ["POST", "/v1/events", { ...event, external_id: "a\0b" }, "/external_id"],
    ["POST", "/v1/events", { ...event, ordering_key: "a\nb" }, "/ordering_key"],
    ["POST", "/v1/sites", { name: "a\u007f" }, "/name"],
    ["POST", "/v1/sites", { name: "a", description: "\0" }, "/description"],
    ["POST", "/v1/keys", { name: "\0", admin: true }, "/name"],
    ["PUT", "/v1/event-types/a", { description: "a\0" }, "/description"],
    ["GET", "/v1/events?external_id=a%00b", undefined, "external_id"],
    ["GET", "/v1/deliveries?event_type=%00", undefined, "event_type"],
  ];
  for (const [method, url, body, path] of refused) {
    const { status, body: problem } = await call(method, url, body);
    assert.deepEqual([status, problem.code, problem.errors[0].path], [400, "invalid_request", path], url);
    assert.match(problem.detail, /must not have/);
  }
  assert.equal((await call("POST", "/v1/sites", { name: "zwei Zeilen", description: "one\ntwo" })).status, 201);
});

test("a worker answers what its operator asks, and tells everybody else where to go", async (t) => {
  const config = { maxPayloadBytes: 65_536, requireHttps: true, role: "worker", publicUrl: undefined } as const;
  const { call } = await openHub(t, { config: { ...config, trustedProxies: [], retentionDays: 30 } });
  for (const path of ["/healthz", "/readyz", "/metrics"]) assert.equal((await call("GET", path)).status, 200, path);
  const elsewhere = ["/v1/webhooks", "/docs", "/openapi.json"].map((path) => call("GET", path));
  for (const { status, body } of await Promise.all([
    ...elsewhere,
    call("POST", "/v1/events", { type: "a", data: {} }),
  ])) {
    assert.equal(status, 404);
    assert.match(body.detail, /TABELLARY_ROLE is worker/);
  }
});
