import assert from "node:assert/strict";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Pool } from "undici";
import type { Api } from "../../harness/api.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub, givenReceiver } from "../../harness/given.ts";

test("/healthz and /readyz say that it runs; while it stops, /readyz says 503 until the last attempt is recorded", async (t) => {
  const hub = await givenHub(t);
  const open = hub.api.as(null);
  assert.deepEqual((await open.get("/healthz")).body, { status: "ok" });
  assert.deepEqual((await open.get("/readyz")).body, { status: "ready" });

  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const receiver = await givenReceiver(t, async () => {
    await released;
    return 200;
  });
  await hub.api.expect(201, hub.api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  await hub.api.expect(202, hub.api.post("/v1/events", { type: "a.b", data: {} }));
  await receiver.until(1);
  const exited = hub.end("SIGTERM");
  // A probe opens a new connection each time.
  const ready = await eventually(
    () => probe(hub.url, "/readyz"),
    ({ status }) => status === 503,
    { what: "/readyz to answer 503" },
  );
  assert.equal(ready.body.code, "unavailable");
  assert.equal((await probe(hub.url, "/healthz")).status, 200, "it lives still");
  const refused = await hub.api.impatient().post("/v1/events", { type: "a.b", data: {} });
  assert.deepEqual([refused.status, refused.body.code], [503, "unavailable"]);
  release();
  assert.equal(await exited, 0);
  assert.equal(receiver.received.length, 1);
});

test("the metrics add up: accepted, attempts and deliveries, each counted once", async (t) => {
  const { api } = await givenHub(t);
  const failsOnce = new Set<string>();
  const receiver = await givenReceiver(t, ({ json }) => {
    if (json.type !== "is.flaky" || failsOnce.has(json.id)) return 200;
    failsOnce.add(json.id);
    return 500;
  });
  const common = { url: receiver.url, retry_schedule: [0, 0] };
  await api.expect(201, api.post("/v1/webhooks", { ...common, events: ["is.*"] }));
  await api.expect(201, api.post("/v1/webhooks", { ...common, events: ["is.dead"], url: "http://127.0.0.1:1/hook" }));
  const send = (type: string, count: number) =>
    Promise.all(Array.from({ length: count }, () => api.expect(202, api.post("/v1/events", { type, data: {} }))));
  await send("is.fine", 30);
  await send("is.flaky", 20);
  await send("is.dead", 5);
  await send("nobody.wants", 7);
  const batch = new Array(40).fill({ type: "is.fine", data: {} });
  await api.expect(202, api.post("/v1/events/batch", { events: batch }));
  await api.expect(400, api.post("/v1/events", { type: "", data: {} }));

  const counted = await eventually(
    () => counts(api),
    (now) => now.deliveries.success === 95 && now.deliveries.failed === 5,
    { what: "every delivery to end" },
  );
  assert.deepEqual(counted, {
    // A notice to the operator that nobody subscribed to is no event that anybody sent.
    accepted: 102,
    deliveries: { success: 95, failed: 5, cancelled: 0 },
    attempts: { success: 95, http_status: 20, connect: 10 },
    answers: { 201: 2, 202: 63, 400: 1 },
  });
});

test("/openapi.json is a valid OpenAPI 3.1 document, and describes every path under the access it asks", async (t) => {
  const { api } = await givenHub(t);
  const document = await api.expect(200, api.as(null).get("/openapi.json"));
  const validator = new Validator();
  const result = await validator.validate(document);
  assert.ok(result.valid, JSON.stringify(result.errors, null, 2));
  assert.match(validator.version, /^3\.1/);
  for (const path of [
    "/v1/events",
    "/v1/events/batch",
    "/v1/webhooks",
    "/v1/deliveries/{id}",
    "/healthz",
    "/metrics",
  ]) {
    assert.ok(path in document.paths, path);
  }
  for (const [path, operations] of Object.entries<Record<string, { security: unknown[]; operationId?: string }>>(
    document.paths,
  )) {
    for (const [method, { security, operationId }] of Object.entries(operations)) {
      // Signing in is how one comes to have a key's rights; and whoever has none any more may still sign out.
      const isOpen = !path.startsWith("/v1/") || operationId === "signIn" || operationId === "signOut";
      assert.equal(security.length === 0, isOpen, `${method} ${path}`);
      assert.ok(operationId, `${method} ${path} has an operationId`);
    }
  }
});

test("/docs loads, and asks no other host for anything", async (t) => {
  const { api, url } = await givenHub(t);
  const pending = ["/docs"];
  const loaded = new Map<string, string>();
  for (let path = pending.shift(); path !== undefined; path = pending.shift()) {
    if (loaded.has(path)) continue;
    const { status, body, headers } = await api.as(null).get(path);
    if (status === 302 || status === 301) {
      pending.push(new URL(String(headers.location), `${url}${path}`).pathname);
      continue;
    }
    assert.equal(status, 200, path);
    const text = typeof body === "string" ? body : JSON.stringify(body);
    loaded.set(path, text);
    for (const reference of references(path, text)) {
      const target = new URL(reference, `${url}${path}`);
      if (target.protocol === "data:") continue;
      assert.equal(target.origin, url, `${path} refers to ${reference}`);
      pending.push(target.pathname);
    }
  }
  assert.ok(loaded.size >= 5, [...loaded.keys()].join(", "));
  const scripts = [...loaded].filter(([path]) => path.endsWith(".js"));
  assert.ok(scripts.length >= 2);
  const initializer = scripts.find(([path]) => path.includes("initializer"))![1];
  assert.match(initializer, /validatorUrl: null/, "the page asks no validator on the web");
  assert.doesNotMatch(initializer, /https?:\/\/(?!stackoverflow)/);
});

async function probe(url: string, path: string) {
  const pool = new Pool(url, { connections: 1 });
  try {
    const { statusCode, body } = await pool.request({ method: "GET", path });
    // biome-ignore lint/suspicious/noExplicitAny: JSON of whatever shape the path answers
    return { status: statusCode, body: (await body.json()) as any };
  } finally {
    await pool.destroy();
  }
}

async function counts(api: Api) {
  const text: string = await api.expect(200, api.get("/metrics"));
  const value = (series: string) => {
    const line = text.split("\n").find((candidate) => candidate.startsWith(`${series} `));
    return line === undefined ? 0 : Number(line.slice(series.length + 1));
  };
  const attempts = (outcome: string) => value(`tabellary_attempt_duration_seconds_count{outcome="${outcome}"}`);
  const deliveries = (outcome: string) => value(`tabellary_deliveries_total{outcome="${outcome}"}`);
  const answers = (status: number) => {
    const posts = [...text.matchAll(/^tabellary_http_request_duration_seconds_count\{([^}]*)\} (\d+)$/gm)]
      .filter(([, labels]) => labels!.includes('method="POST"') && labels!.includes(`status="${status}"`))
      .map(([, , count]) => Number(count));
    return posts.reduce((sum, count) => sum + count, 0);
  };
  return {
    accepted: value("tabellary_events_accepted_total"),
    deliveries: {
      success: deliveries("success"),
      failed: deliveries("failed"),
      cancelled: deliveries("cancelled"),
    },
    attempts: { success: attempts("success"), http_status: attempts("http_status"), connect: attempts("connect") },
    answers: { 201: answers(201), 202: answers(202), 400: answers(400) },
  };
}

/** What a browser would fetch: of HTML its scripts, styles and images, of CSS its URLs and imports. */
function references(path: string, text: string): string[] {
  if (path.endsWith(".css"))
    return [...text.matchAll(/(?:url\(\s*|@import\s+)["']?([^"')\s]+)/g)].map(([, url]) => url!);
  if (path.endsWith(".js") || path.endsWith(".json")) return [];
  return [...text.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
}
