import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync } from "node:zlib";
import { openHub, type TestHub } from "./hub.ts";

const PAGE = "<!doctype html><title>built</title>";
const SCRIPT = "assets/index-Ab3dEf9_.js";

/** A built dashboard, in small. */
function givenBuilt(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-dashboard-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "assets"));
  const files = {
    "index.html": PAGE,
    [SCRIPT]: "void 0;",
    "assets/index-Ab3dEf9_.css": "p{}",
    "assets/logo.svg": "<svg/>",
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
  }
  return folder;
}

const open = async (t: TestContext) => openHub(t, { dashboardDir: givenBuilt(t) });

const visit = ({ call }: TestHub, path: string, headers: Record<string, string> = {}, method = "GET") =>
  call(method, path, undefined, { key: null, headers: { accept: "text/html,*/*;q=0.8", ...headers } });

test("a browser gets the page at the root and at every path that is a page's, always asked for anew", async (t) => {
  const hub = await open(t);
  for (const path of ["/", "/webhooks/hook_0000000000000", "/moderation", "/sign-in?next=%2F", "/events/evt_1"]) {
    const { status, text, headers } = await visit(hub, path);
    assert.deepEqual([status, text], [200, PAGE], path);
    assert.match(String(headers["content-type"]), /^text\/html/);
    assert.equal(headers["cache-control"], "no-cache");
    assert.match(String(headers.vary), /accept-encoding/i);
    const again = await visit(hub, path, { "if-none-match": String(headers.etag) });
    assert.deepEqual([again.status, again.text], [304, ""], path);
  }
  assert.equal((await visit(hub, "/webhooks", {}, "HEAD")).status, 200);
});

test("no script runs on the page but its own, nothing is loaded from elsewhere, and nobody frames it", async (t) => {
  const hub = await open(t);
  for (const path of ["/", "/webhooks", `/${SCRIPT}`]) {
    const { headers } = await visit(hub, path);
    const policy = new Map(
      String(headers["content-security-policy"])
        .split("; ")
        .map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]),
    );
    assert.deepEqual(policy.get("default-src"), ["'none'"]);
    assert.deepEqual(policy.get("script-src"), ["'self'"]);
    assert.deepEqual(policy.get("connect-src"), ["'self'"]);
    assert.deepEqual(policy.get("frame-ancestors"), ["'none'"]);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  }
});

test("the API's paths stay the API's: a browser that asks for what is missing there gets a problem", async (t) => {
  const hub = await open(t);
  const asked = async (path: string, method = "GET") => {
    const { status, body } = await visit(hub, path, {}, method);
    return [status, body?.code];
  };
  assert.deepEqual(await asked("/v1/nowhere"), [404, "not_found"]);
  assert.deepEqual(await asked("/v1/events"), [401, "unauthorized"]);
  for (const path of ["/v1", "/v1?a=b", "/moderate/nothing", "/job/a/b"]) {
    assert.deepEqual(await asked(path), [404, "not_found"], path);
  }
  assert.deepEqual(await asked("/assets/gone.js"), [404, "not_found"]);
  assert.deepEqual(await asked("/assets/..%2f..%2fpackage.json"), [404, "not_found"]);
  assert.deepEqual(await asked("/assets//logo.svg"), [404, "not_found"]);
  assert.deepEqual(await asked("/moderation/callbacks/token"), [405, "method_not_allowed"]);
  assert.deepEqual(await asked("/", "POST"), [405, "method_not_allowed"]);
  assert.deepEqual(await asked("/webhooks", "POST"), [404, "not_found"]);
  assert.equal((await visit(hub, "/in/nobody")).status, 404);
  assert.match((await visit(hub, "/docs/")).text, /swagger/i);
});

test("a program that asks for what is no path gets a problem, and at the root where to look", async (t) => {
  const hub = await open(t);
  for (const accept of ["*/*", "application/json"]) {
    assert.equal((await visit(hub, "/webhooks", { accept })).body.code, "not_found");
    const { status, body } = await visit(hub, "/", { accept });
    assert.deepEqual([status, body.name, body.docs], [200, "tabellary", "/docs"]);
  }
});

test("what is named by its content is kept for ever, anything else is asked for anew", async (t) => {
  const hub = await open(t);
  const cached = async (path: string) => {
    const { status, headers } = await visit(hub, path);
    return [status, headers["cache-control"]];
  };
  assert.deepEqual(await cached(`/${SCRIPT}`), [200, "public, max-age=31536000, immutable"]);
  assert.deepEqual(await cached("/assets/index-Ab3dEf9_.css"), [200, "no-cache"]);
  assert.deepEqual(await cached("/assets/logo.svg"), [200, "no-cache"]);
});

test("files go out as they were compressed by the build, to those who take that", async (t) => {
  const hub = await open(t);
  for (const [path, type] of [
    ["/", /^text\/html/],
    [`/${SCRIPT}`, /javascript/],
  ] as const) {
    const headers = { accept: "text/html", "accept-encoding": "gzip, br" };
    const answer = await hub.app.inject({ method: "GET", url: path, headers });
    assert.equal(answer.headers["content-encoding"], "br");
    assert.match(String(answer.headers["content-type"]), type);
    assert.match(String(answer.headers.vary), /accept-encoding/i);
    assert.equal(brotliDecompressSync(answer.rawPayload).toString(), (await visit(hub, path)).text);
  }
});

test("where the dashboard was not built the page says how to build it, and the hub runs all the same", async (t) => {
  const hub = await openHub(t);
  const page = await visit(hub, "/");
  assert.equal(page.status, 200);
  assert.match(page.text, /npm run build -w packages\/dashboard/);
  assert.match(String(page.headers["content-security-policy"]), /script-src 'self'/);
  assert.equal((await hub.call("GET", "/v1/sites")).status, 200);
});

test("a node that only delivers has no page", async (t) => {
  const config = { maxPayloadBytes: 65_536, requireHttps: true, role: "worker", publicUrl: undefined } as const;
  const over = { config: { ...config, trustedProxies: [], retentionDays: 30 }, dashboardDir: givenBuilt(t) };
  const hub = await openHub(t, over);
  for (const path of ["/", "/webhooks", `/${SCRIPT}`]) {
    assert.match((await visit(hub, path)).body.detail, /TABELLARY_ROLE is worker/);
  }
});
