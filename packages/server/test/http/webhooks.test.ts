import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";

const LOOPBACK = "http://127.0.0.1:9/x";
const SAMPLE = {
  url: "https://127.0.0.1/webhook",
  events: ["user.created", "user.updated", "project.created"],
  secret: "whsec_abc123...",
  active: true,
};

test("the sample of the webhooks page is taken and given back as it is printed", async (t) => {
  const { call } = await openHub(t);
  const { status, body } = await call("POST", "/v1/webhooks", SAMPLE);
  assert.equal(status, 201);
  const { id, url, events, secret, active, created_at, ...optional } = body;
  assert.deepEqual({ url, events, secret, active }, SAMPLE);
  assert.match(id, /^hook_[0-9a-z]{13}$/);
  assert.match(created_at, /^\d{4}-\d\d-\d\dT.*Z$/);
  assert.deepEqual(optional, {
    contract: "generic",
    custom_contract: null,
    description: null,
    headers: {},
    retry_schedule: null,
    timeout_ms: null,
    ordering: null,
    filter: null,
    sources: null,
    health: "healthy",
    health_since: null,
    effective: { retry_schedule: [0, 30, 300, 1800, 7200], timeout_ms: 15_000, ordering: "none" },
  });
});

test("a secret left out is generated, shown once, and later only at …/secret", async (t) => {
  const { call } = await openHub(t);
  const { body } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["*"] });
  assert.match(body.secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { secret, ...shown } = body;
  assert.deepEqual((await call("GET", `/v1/webhooks/${body.id}`)).body, shown);
  assert.deepEqual((await call("GET", "/v1/webhooks")).body, { webhooks: [shown], next_cursor: null });
  assert.equal((await call("GET", `/v1/webhooks/${body.id}/secret`)).body.secret, secret);
});

test("PixelPatrol's four fields make a PixelPatrol webhook in a site of that contract", async (t) => {
  const { call } = await openHub(t);
  const { body: site } = await call("POST", "/v1/sites", { name: "pixels", contract: "pixelpatrol" });
  const pasted = {
    url: "https://127.0.0.1/webhooks/pixel-patrol",
    secret: "your-webhook-secret-key",
    events: ["media.created", "media.moderated"],
    active: true,
  };
  const { status, body } = await call("POST", `/v1/webhooks?site_id=${site.id}`, pasted);
  assert.equal(status, 201);
  const { url, secret, events, active } = body;
  assert.deepEqual({ url, secret, events, active }, pasted);
  assert.equal(body.contract, "pixelpatrol");
  assert.deepEqual(body.effective, {
    retry_schedule: [0, 60, 300, 1800, 7200],
    timeout_ms: 30_000,
    ordering: "webhook",
  });
});

test("a bad webhook is refused by the field's name, and nothing is kept", async (t) => {
  const { call } = await openHub(t);
  const good = { url: LOOPBACK, events: ["a.b"] };
  const wrong: [object, number, string][] = [
    [{ events: ["*"] }, 400, "/url"],
    [{ url: LOOPBACK }, 400, "/events"],
    [{ ...good, url: 7 }, 400, "/url"],
    [{ ...good, url: "not a url" }, 400, "/url"],
    [{ ...good, url: "ftp://example.com" }, 400, "/url"],
    [{ ...good, url: "javascript:alert(1)" }, 400, "/url"],
    [{ ...good, url: "https://user:pass@127.0.0.1/x" }, 400, "/url"],
    [{ ...good, url: "https://127.0.0.1/x#top" }, 400, "/url"],
    [{ ...good, url: "https://127.0.0.1/\n" }, 400, "/url"],
    [{ ...good, url: `https://127.0.0.1/${"x".repeat(2048)}` }, 400, "/url"],
    [{ ...good, url: "http://example.com/x" }, 422, "/url"],
    [{ ...good, url: "https://169.254.169.254/latest" }, 422, "/url"],
    [{ ...good, url: "https://[::ffff:10.0.0.1]/x" }, 422, "/url"],
    [{ ...good, url: "https://167772161/x" }, 422, "/url"],
    [{ ...good, events: [] }, 400, "/events"],
    [{ ...good, events: "a.b" }, 400, "/events"],
    [{ ...good, events: ["a", ""] }, 400, "/events/1"],
    [{ ...good, events: ["a b"] }, 400, "/events/0"],
    [{ ...good, events: ["*.a"] }, 400, "/events/0"],
    [{ ...good, events: Array(101).fill("a") }, 400, "/events"],
    [{ ...good, active: "true" }, 400, "/active"],
    [{ ...good, active: null }, 400, "/active"],
    [{ ...good, secret: "" }, 400, "/secret"],
    [{ ...good, secret: " padded " }, 400, "/secret"],
    [{ ...good, secret: "short", contract: "standard" }, 400, "/secret"],
    [{ ...good, contract: "nonsense" }, 400, "/contract"],
    [{ ...good, contract: "custom" }, 400, "/custom_contract"],
    [{ ...good, custom_contract: {} }, 400, "/custom_contract"],
    [
      { ...good, contract: "custom", custom_contract: { signature: { header: "a b" } } },
      400,
      "/custom_contract/signature/header",
    ],
    [{ ...good, contract: "custom", custom_contract: { nope: 1 } }, 400, "/custom_contract/nope"],
    [{ ...good, retry_schedule: [] }, 400, "/retry_schedule"],
    [{ ...good, retry_schedule: [0, -1] }, 400, "/retry_schedule/1"],
    [{ ...good, retry_schedule: ["0"] }, 400, "/retry_schedule/0"],
    [{ ...good, retry_schedule: [604_801] }, 400, "/retry_schedule/0"],
    [{ ...good, retry_schedule: Array(51).fill(0) }, 400, "/retry_schedule"],
    [{ ...good, timeout_ms: 99 }, 400, "/timeout_ms"],
    [{ ...good, timeout_ms: 60_001 }, 400, "/timeout_ms"],
    [{ ...good, timeout_ms: 100.5 }, 400, "/timeout_ms"],
    [{ ...good, ordering: "some" }, 400, "/ordering"],
    [{ ...good, filter: "a == 1" }, 400, "/filter"],
    [{ ...good, rate_limit: 5 }, 400, "/rate_limit"],
  ];
  for (const [body, status, path] of wrong) {
    const answer = await call("POST", "/v1/webhooks", body);
    assert.equal(answer.status, status, `${JSON.stringify(body)} ${answer.text}`);
    assert.equal(answer.body.errors[0].path, path, JSON.stringify(body));
  }
  assert.deepEqual((await call("GET", "/v1/webhooks")).body.webhooks, []);
});

test("headers that would break the request, or pass for ours, are refused by name", async (t) => {
  const { call } = await openHub(t);
  const make = (headers: object) => call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["*"], headers });
  const names = [
    "Host",
    "connection",
    "Content-Length",
    "content-type",
    "Transfer-Encoding",
    "upgrade",
    "te",
    "Webhook-Id",
    "x-tabellary-sequence",
    "X-Webhook-Signature",
    "a b",
    "",
    "a:b",
  ];
  for (const name of names) {
    const { status, body } = await make({ [name]: "x" });
    assert.deepEqual([status, body.errors?.[0].path], [400, `/headers/${name}`], name);
  }
  for (const value of ["a\r\nb: c", "é", " padded", "\0", 7, null]) {
    assert.equal((await make({ "x-a": value })).status, 400, JSON.stringify(value));
  }
  assert.equal((await make({ "x-a": "1", "X-A": "2" })).status, 400);
  assert.equal((await make(Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`x-${i}`, "1"])))).status, 400);
  const many = await make({ "x:y": "1", host: "2" });
  assert.equal(many.body.errors.length, 2);
});

test("a credential has no place in a contract, which is stored and shown as it is", async (t) => {
  const { call, catalogue } = await openHub(t);
  const make = (headers: object) =>
    call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["*"], contract: "custom", custom_contract: { headers } });
  const names = ["Authorization", "cookie", "X-Api-Key", "apikey", "X-Auth-Token", "X-Gitlab-Token", "x-shared_secret"];
  for (const name of names) {
    const { status, body, text } = await make({ [name]: "hush-hush-hush" });
    assert.deepEqual([status, body.errors?.[0].path], [400, `/custom_contract/headers/${name}`], name);
    assert.match(body.detail, /webhook's own `headers`, whose values are sealed/);
    assert.ok(!text.includes("hush"));
  }
  assert.deepEqual([...catalogue.now.webhooks()], []);
  assert.equal((await make({ "X-Topic": "{{type}}", "X-Tokens-Left": "5" })).status, 201);
});

test("a policy that is not carried out is refused by name", async (t) => {
  const { call } = await openHub(t);
  const make = (policy: object) =>
    call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["*"], contract: "custom", custom_contract: { policy } });
  const { status, body } = await make({ disables_on_410: true, after_last: "dead_letter" });
  assert.equal(status, 400);
  assert.deepEqual(
    body.errors.map((fault: { path: string }) => fault.path),
    ["/custom_contract/policy/disables_on_410", "/custom_contract/policy/after_last"],
  );
  assert.match(body.detail, /not carried out by this version/);
  assert.equal((await make({ disables_on_410: false, after_last: "failed", timeout_ms: 500 })).status, 201);
});

test("custom headers are kept, shown hidden, and may be sent back hidden", async (t) => {
  const { call, catalogue } = await openHub(t);
  const headers = { Authorization: "Bearer of-theirs", "x-env": "production", __proto__x: "1" };
  const { body } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["*"], headers });
  assert.deepEqual(body.headers, { Authorization: "***", "x-env": "***", __proto__x: "***" });
  const change = { headers: { Authorization: "***", "x-env": "staging" } };
  assert.equal((await call("PATCH", `/v1/webhooks/${body.id}`, change)).status, 200);
  const [webhook] = catalogue.now.webhooks();
  assert.deepEqual(webhook!.headers, { Authorization: "Bearer of-theirs", "x-env": "staging" });
  const unknown = await call("PATCH", `/v1/webhooks/${body.id}`, { headers: { "x-new": "***" } });
  assert.equal(unknown.body.errors[0].path, "/headers/x-new");
});

test("a change changes what it names; null takes the contract's again", async (t) => {
  const { call } = await openHub(t);
  const wishes = { retry_schedule: [0, 1, 2.5], timeout_ms: 500, ordering: "key", description: "ours" };
  const { body: made } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"], ...wishes });
  assert.deepEqual(made.effective, { retry_schedule: [0, 1, 2.5], timeout_ms: 500, ordering: "key" });
  const one = await call("PATCH", `/v1/webhooks/${made.id}`, { active: false });
  const { secret, ...shown } = made;
  assert.deepEqual(one.body, { ...shown, active: false });
  const reset = { retry_schedule: null, timeout_ms: null, ordering: null, description: null };
  const { body } = await call("PATCH", `/v1/webhooks/${made.id}`, reset);
  assert.deepEqual(body.effective, { retry_schedule: [0, 30, 300, 1800, 7200], timeout_ms: 15_000, ordering: "none" });
  assert.equal(body.description, null);
  assert.equal((await call("PATCH", `/v1/webhooks/${made.id}`, { nonsense: 1 })).body.code, "unknown_field");
  assert.equal((await call("PATCH", `/v1/webhooks/${made.id}`, { url: "https://10.0.0.1/" })).status, 422);
  assert.equal((await call("GET", "/v1/webhooks/hook_0000000000000")).status, 404);
});

test("a contract can be changed when the secret suits it, and its options go with it", async (t) => {
  const { call } = await openHub(t);
  const custom = {
    contract: "custom",
    custom_contract: { signature: { header: "X-Ours" }, policy: { timeout_ms: 777 } },
  };
  const { body } = await call("POST", "/v1/webhooks", {
    url: LOOPBACK,
    events: ["a"],
    secret: "plain text",
    ...custom,
  });
  assert.equal(body.effective.timeout_ms, 777);
  assert.deepEqual(body.custom_contract, custom.custom_contract);
  const unfit = await call("PATCH", `/v1/webhooks/${body.id}`, { contract: "standard" });
  assert.equal(unfit.body.errors[0].path, "/contract");
  const changed = await call("PATCH", `/v1/webhooks/${body.id}`, { contract: "pixelpatrol" });
  assert.deepEqual([changed.body.contract, changed.body.custom_contract], ["pixelpatrol", null]);
  assert.equal((await call("PATCH", `/v1/webhooks/${body.id}`, { contract: null })).body.contract, "generic");
});

test("a webhook that was deleted is gone", async (t) => {
  const { call } = await openHub(t);
  const { body } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"] });
  const gone = await call("DELETE", `/v1/webhooks/${body.id}`);
  assert.deepEqual([gone.status, gone.text], [204, ""]);
  for (const path of ["", "/secret", "/deliveries"]) {
    assert.equal((await call("GET", `/v1/webhooks/${body.id}${path}`)).status, 404);
  }
});

test("webhooks are listed newest first, page by page", async (t) => {
  const { call } = await openHub(t);
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.unshift((await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"] })).body.id);
  const first = (await call("GET", "/v1/webhooks?limit=3")).body;
  const second = (await call("GET", `/v1/webhooks?limit=3&cursor=${first.next_cursor}`)).body;
  assert.deepEqual(
    [...first.webhooks, ...second.webhooks].map((webhook: { id: string }) => webhook.id),
    ids,
  );
  assert.equal(second.next_cursor, null);
});

test("webhooks are searched by words, and named by their ids, page by page", async (t) => {
  const { call } = await openHub(t);
  const make = async (with_: object) =>
    (await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"], ...with_ })).body.id as string;
  const listed = async (query: string) => {
    const { body } = await call("GET", `/v1/webhooks?${query}`);
    return [body.webhooks.map(({ id }: { id: string }) => id), body.next_cursor] as const;
  };
  const shop = await make({ description: "The Shop's ledger", events: ["order.*"] });
  const store = await make({ contract: "github", events: ["order.paid", "item.sold"] });
  const other = await make({ description: "Somebody else" });
  assert.deepEqual(await listed("q=ORDER"), [[store, shop], null]);
  assert.deepEqual(await listed("q=order%20%20shop"), [[shop], null]);
  assert.deepEqual(await listed("q=github%20sold"), [[store], null]);
  assert.deepEqual(await listed(`q=${other.slice(-6)}`), [[other], null]);
  assert.deepEqual(await listed("q=nobody"), [[], null]);
  assert.deepEqual(await listed("q=%20"), [[other, store, shop], null]);
  const [first, next] = await listed("q=order&limit=1");
  assert.deepEqual(first, [store]);
  assert.deepEqual(await listed(`q=order&limit=1&cursor=${next}`), [[shop], null]);

  await call("DELETE", `/v1/webhooks/${store}`);
  assert.deepEqual(await listed(`ids=${shop},${store},${other},${shop}`), [[other, shop], null]);
  assert.deepEqual(await listed(`ids=${shop},${other}&q=else`), [[other], null]);
  const lines = await call("GET", `/v1/stats/webhooks?q=shop`);
  assert.deepEqual(
    lines.body.webhooks.map((one: { webhook_id: string }) => one.webhook_id),
    [shop],
  );
  const elsewhere = await call("POST", "/v1/sites", { name: "elsewhere" });
  assert.deepEqual(await listed(`ids=${shop}&site_id=${elsewhere.body.id}`), [[], null]);
  assert.equal((await call("GET", "/v1/webhooks?ids=hook_x")).body.code, "invalid_id");
  const many = Array.from({ length: 201 }, (_, index) => `hook_${String(index).padStart(13, "0")}`).join();
  const refused = await call("GET", `/v1/webhooks?ids=${many}`);
  assert.equal(refused.status, 400);
  assert.equal(refused.body.errors[0].path, "ids");
});

test("a secret is rotated in two steps, and the old one goes on for a day", async (t) => {
  const { call } = await openHub(t);
  const { body: made } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"], secret: "the first one" });
  const path = `/v1/webhooks/${made.id}/secret`;
  const early = await call("POST", `${path}/promote`);
  assert.deepEqual([early.status, early.body.code], [409, "conflict"]);
  assert.match(early.body.detail, /prepare/);
  const prepared = await call("POST", `${path}/prepare`);
  assert.equal(prepared.body.secret, "the first one");
  assert.match(prepared.body.next, /^whsec_/);
  const own = await call("POST", `${path}/prepare`, { secret: "the second one" });
  assert.equal(own.body.next, "the second one");
  const { body } = await call("POST", `${path}/promote`);
  assert.deepEqual([body.secret, body.next, body.previous], ["the second one", null, "the first one"]);
  const hours = (Date.parse(body.previous_until) - Date.now()) / 3_600_000;
  assert.ok(hours > 23.9 && hours <= 24);
  assert.deepEqual((await call("GET", path)).body, body);
  assert.equal((await call("POST", `${path}/promote`)).status, 409);
  assert.equal((await call("POST", `${path}/prepare`, { secret: "" })).body.errors[0].path, "/secret");
  assert.equal((await call("POST", `${path}/prepare`, { secret: "the second one" })).status, 400);
  assert.equal((await call("POST", `${path}/prepare`, { sekret: "x" })).body.code, "unknown_field");
});

test("a secret that is entered anew signs at once", async (t) => {
  const { call } = await openHub(t);
  const { body: made } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"], secret: "the first one" });
  const changed = await call("PATCH", `/v1/webhooks/${made.id}`, { secret: "the second one" });
  assert.equal(changed.body.secret, undefined);
  const { body } = await call("GET", `/v1/webhooks/${made.id}/secret`);
  assert.deepEqual([body.secret, body.previous], ["the second one", "the first one"]);
});

test("a new contract and a secret that suits it can come together, and the old secret spoils no list", async (t) => {
  const { call, catalogue } = await openHub(t);
  const { body } = await call("POST", "/v1/webhooks", { url: LOOPBACK, events: ["a"], secret: "plain text" });
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const { version } = catalogue.now;
  const changed = await call("PATCH", `/v1/webhooks/${body.id}`, { contract: "standard", secret });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(catalogue.now.version, version + 1, "never the new contract with the old secret");
  const [webhook] = catalogue.now.webhooks();
  assert.deepEqual([webhook!.contract.name, webhook!.secrets.current], ["standard", secret]);
  assert.equal(webhook!.secrets.previous, null);
  await call("PATCH", `/v1/webhooks/${body.id}`, { contract: "generic" });
  await call("POST", `/v1/webhooks/${body.id}/secret/prepare`, { secret: "plain text" });
  const spoilt = await call("PATCH", `/v1/webhooks/${body.id}`, { contract: "standard" });
  assert.equal(spoilt.body.errors[0].path, "/contract");
});
