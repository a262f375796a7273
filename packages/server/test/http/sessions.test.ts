import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { createVault } from "../../src/catalogue/vault.ts";
import { systemClock, systemRandom } from "../../src/world.ts";
import { ADMIN_KEY, openHub, type TestHub } from "./hub.ts";

const FROM_PAGE = { "x-tabellary-request": "dashboard" };
const HOUR_MS = 3_600_000;
const CONFIG = {
  maxPayloadBytes: 65_536,
  requireHttps: true,
  role: "all",
  trustedProxies: [],
  retentionDays: 30,
} as const;

async function signIn(hub: TestHub, key: string, headers: Record<string, string> = {}) {
  const answer = await hub.call("POST", "/v1/session", { key }, { key: null, headers });
  assert.equal(answer.status, 201, answer.text);
  const setCookie = String(answer.headers["set-cookie"]);
  return { answer, setCookie, cookie: setCookie.split(";")[0]! };
}

/** As a page with this cookie asks. */
function asking({ call }: TestHub, cookie: string) {
  return (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) =>
    call(method, url, body, { key: null, headers: { cookie, ...headers } });
}

/** A clock that a test moves by hand; the rest of the hub keeps its own. */
function handMoved(start = 1_800_000_000_000) {
  const clock = { ...systemClock, now: () => clock.at, at: start };
  return clock;
}

test("a key is shown once and a cookie stands for it, which no script reads and no other site sends", async (t) => {
  const hub = await openHub(t);
  const { answer, setCookie, cookie } = await signIn(hub, ADMIN_KEY);
  assert.match(setCookie, /^tabellary_session=[\w-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  assert.deepEqual([answer.body.kind, answer.body.name, answer.body.site], ["admin", "admin", null]);
  assert.equal(answer.headers["cache-control"], "no-store");
  const ask = asking(hub, cookie);
  const who = await ask("GET", "/v1/session");
  assert.deepEqual(who.body, answer.body);
  assert.match(who.body.hub.store, /^SQLite /);
  assert.equal((await ask("GET", "/v1/sites")).status, 200);
});

test("the cookie holds neither the key nor its hash in the clear, and nothing of either is logged", async (t) => {
  const hub = await openHub(t);
  const { cookie } = await signIn(hub, ADMIN_KEY);
  await hub.call("POST", "/v1/session", { key: "a-wrong-but-secret-key" }, { key: null });
  const digest = createHash("sha256").update(ADMIN_KEY).digest();
  const sealed = Buffer.from(cookie.split("=")[1]!, "base64url");
  for (const secret of [ADMIN_KEY, digest.toString("hex"), digest]) assert.ok(!sealed.includes(secret));
  const log = JSON.stringify(hub.log);
  for (const secret of [ADMIN_KEY, "a-wrong-but-secret-key", cookie]) assert.ok(!log.includes(secret));
});

test("a wrong key is 401 and gets no cookie", async (t) => {
  const hub = await openHub(t);
  const answer = await hub.call("POST", "/v1/session", { key: "wrong" }, { key: null });
  assert.deepEqual([answer.status, answer.body.code, answer.headers["set-cookie"]], [401, "unauthorized", undefined]);
});

test("a site's key sees its own site, with its own scopes", async (t) => {
  const hub = await openHub(t);
  const ours = await hub.makeSite("ours", ["events:read"]);
  const theirs = await hub.makeSite("theirs");
  const { answer, cookie } = await signIn(hub, ours.token);
  assert.deepEqual([answer.body.kind, answer.body.site], ["site", { id: ours.id, name: "ours", contract: "generic" }]);
  assert.deepEqual(answer.body.scopes, ["events:read"]);
  const ask = asking(hub, cookie);
  assert.equal((await ask("GET", "/v1/events")).status, 200);
  assert.equal((await ask("GET", `/v1/events?site_id=${theirs.id}`)).status, 404);
  assert.equal((await ask("GET", "/v1/webhooks")).status, 403);
  assert.equal((await ask("GET", "/v1/sites")).status, 403);
});

test("revoking a key ends the sessions that began with it", async (t) => {
  const hub = await openHub(t);
  const { body: key } = await hub.call("POST", "/v1/keys", { name: "short-lived", admin: true });
  const { cookie } = await signIn(hub, key.token);
  const ask = asking(hub, cookie);
  assert.equal((await ask("GET", "/v1/session")).body.name, "short-lived");
  await hub.call("DELETE", `/v1/keys/${key.id}`);
  const after = await ask("GET", "/v1/session");
  assert.equal(after.status, 401);
  assert.match(after.body.detail, /not known here any more/);
});

test("with a cookie a change needs the page's own header, and a browser that says it comes from the page", async (t) => {
  const hub = await openHub(t);
  const { cookie } = await signIn(hub, ADMIN_KEY);
  const ask = asking(hub, cookie);
  let count = 0;
  const make = async (headers: Record<string, string>) => {
    count += 1;
    const { status, body } = await ask(
      "POST",
      "/v1/sites",
      { name: `s${count}` },
      { host: "hub.test:8484", ...headers },
    );
    return status === 403 ? body.code : status;
  };
  assert.equal(await make({}), "cross_site_request");
  assert.equal(await make({ "x-tabellary-request": "something" }), "cross_site_request");
  assert.equal(await make(FROM_PAGE), 201);
  assert.equal(await make({ ...FROM_PAGE, "sec-fetch-site": "same-origin" }), 201);
  assert.equal(await make({ ...FROM_PAGE, origin: "http://hub.test:8484" }), 201);
  for (const site of ["same-site", "cross-site", "none"]) {
    assert.equal(await make({ ...FROM_PAGE, "sec-fetch-site": site }), "cross_site_request", site);
  }
  for (const origin of ["http://hub.test:3000", "http://evil.test", "null", "hub.test:8484"]) {
    assert.equal(await make({ ...FROM_PAGE, origin }), "cross_site_request", origin);
  }
});

test("with a cookie nothing is read from elsewhere on the same host either", async (t) => {
  const hub = await openHub(t);
  const { cookie } = await signIn(hub, ADMIN_KEY);
  const ask = asking(hub, cookie);
  const read = async (site: string) => (await ask("GET", "/v1/sites", undefined, { "sec-fetch-site": site })).status;
  assert.deepEqual(
    await Promise.all(["same-origin", "none", "same-site", "cross-site"].map(read)),
    [200, 200, 403, 403],
  );
});

test("a key in Authorization asks for no such header, cookie or not", async (t) => {
  const hub = await openHub(t);
  const { cookie } = await signIn(hub, ADMIN_KEY);
  const foreign = { cookie, "sec-fetch-site": "cross-site", origin: "http://evil.test" };
  assert.equal((await hub.call("POST", "/v1/sites", { name: "by-key" }, { headers: foreign })).status, 201);
  const { token } = await hub.makeSite("ours", ["events:read"]);
  const narrow = await hub.call("GET", "/v1/sites", undefined, { key: token, headers: { cookie } });
  assert.equal(narrow.status, 403, "the key counts, not the cookie");
});

test("behind a proxy that names itself to the hub, the page is known by the public URL", async (t) => {
  const hub = await openHub(t, { config: { ...CONFIG, publicUrl: "https://hooks.test" } });
  const { cookie } = await signIn(hub, ADMIN_KEY);
  const make = async (name: string, origin: string) => {
    const headers = { cookie, ...FROM_PAGE, host: "node:8484", origin };
    return (await hub.call("POST", "/v1/sites", { name }, { key: null, headers })).status;
  };
  assert.deepEqual([await make("a", "https://hooks.test"), await make("b", "https://evil.test")], [201, 403]);
});

test("nobody is signed in from another origin's page", async (t) => {
  const hub = await openHub(t);
  const headers = { "sec-fetch-site": "cross-site" };
  const answer = await hub.call("POST", "/v1/session", { key: ADMIN_KEY }, { key: null, headers });
  assert.deepEqual([answer.status, answer.body.code], [403, "cross_site_request"]);
});

test("signing out takes the cookie away, also when the session is over", async (t) => {
  const hub = await openHub(t);
  const end = (headers: Record<string, string>) => hub.call("DELETE", "/v1/session", undefined, { key: null, headers });
  assert.equal((await end({})).status, 403);
  const answer = await end({ ...FROM_PAGE, cookie: "tabellary_session=long-gone" });
  assert.equal(answer.status, 204);
  assert.match(String(answer.headers["set-cookie"]), /^tabellary_session=; Path=\/; Max-Age=0; HttpOnly/);
});

test("a session that is used goes on, and for a week at most; one that is not is over after twelve hours", async (t) => {
  const clock = handMoved();
  const hub = await openHub(t, { clock: clock as never });
  const first = await signIn(hub, ADMIN_KEY);
  clock.at += HOUR_MS;
  const used = await asking(hub, first.cookie)("GET", "/v1/session");
  assert.equal(used.status, 200);
  let cookie = String(used.headers["set-cookie"]).split(";")[0]!;
  assert.equal(Date.parse(used.body.expires_at), clock.at + 12 * HOUR_MS);
  clock.at += 60_000;
  const soon = await asking(hub, cookie)("GET", "/v1/session");
  assert.equal(soon.headers["set-cookie"], undefined, "is not written anew at each request");
  clock.at += 11.5 * HOUR_MS;
  assert.equal((await asking(hub, first.cookie)("GET", "/v1/session")).status, 401, "the old one is over");
  let hours = 12.5;
  for (; hours < 24 * 8; hours += 11) {
    const answer = await asking(hub, cookie)("GET", "/v1/session");
    if (answer.status === 401) break;
    const renewed = answer.headers["set-cookie"];
    if (renewed !== undefined) cookie = String(renewed).split(";")[0]!;
    clock.at += 11 * HOUR_MS;
  }
  assert.ok(hours > 24 * 7 - 12 && hours <= 24 * 7 + 12, `${hours}`);
});

test("what was sealed elsewhere, changed or is no session at all is nobody's", async (t) => {
  const hub = await openHub(t);
  const { cookie } = await signIn(hub, ADMIN_KEY);
  const foreign = createVault(systemRandom.bytes(32), systemRandom);
  const forged = Buffer.from(foreign.seal("[]", "session")).toString("base64url");
  const changed = `${cookie.slice(0, -1)}${cookie.endsWith("A") ? "B" : "A"}`;
  for (const one of [
    changed.slice(0, -3),
    `tabellary_session=${forged}`,
    "tabellary_session=",
    "tabellary_session=%%%",
    "a=b",
  ]) {
    const { status, body } = await asking(hub, one)("GET", "/v1/session");
    assert.deepEqual([status, body.code], [401, "unauthorized"], one);
  }
});

test("a session is known at every node that has the same master key", async (t) => {
  const sessionVault = createVault(systemRandom.bytes(32), systemRandom);
  const [one, other] = [await openHub(t, { sessionVault }), await openHub(t, { sessionVault })];
  const { cookie } = await signIn(one, ADMIN_KEY);
  assert.equal((await asking(other, cookie)("GET", "/v1/session")).status, 200);
});

test("over https the cookie is the host's alone; only a trusted proxy or the public URL says that it was https", async (t) => {
  const SECURE = /^__Host-tabellary_session=[\w-]+; Path=\/; .*; Secure$/;
  const said = { "x-forwarded-proto": "https" };
  const behind = await openHub(t, {}, { trustedProxies: ["127.0.0.0/8"] });
  const { setCookie, cookie } = await signIn(behind, ADMIN_KEY, said);
  assert.match(setCookie, SECURE);
  assert.equal((await asking(behind, cookie)("GET", "/v1/session", undefined, said)).status, 200);
  assert.doesNotMatch((await signIn(behind, ADMIN_KEY, { "x-forwarded-proto": "http" })).setCookie, /Secure/);
  const open = await openHub(t);
  assert.doesNotMatch((await signIn(open, ADMIN_KEY, said)).setCookie, /Secure/);
  const config = { ...CONFIG, publicUrl: "https://hooks.test" };
  const named = await openHub(t, { config });
  assert.match((await signIn(named, ADMIN_KEY, { host: "hooks.test" })).setCookie, SECURE);
  assert.doesNotMatch((await signIn(named, ADMIN_KEY, { host: "127.0.0.1:8484" })).setCookie, /Secure/);
});

test("over https a cookie counts by its secure name alone, which no other host can set", async (t) => {
  const hub = await openHub(t, { config: { ...CONFIG, publicUrl: "https://hooks.test" } });
  const planted = await signIn(hub, ADMIN_KEY, { host: "hooks.test:80" });
  const who = (host: string) => hub.call("GET", "/v1/session", undefined, { key: null, headers: { host, cookie } });
  const { cookie } = planted;
  assert.match(cookie, /^tabellary_session=/);
  assert.equal((await who("hooks.test:80")).status, 200);
  assert.equal((await who("hooks.test")).status, 401);
});

test("an address that shows wrong keys again and again is asked to wait; a right key comes in all the same", async (t) => {
  const clock = { ...systemClock, monotonic: () => clock.at, at: 1_000_000 };
  const hub = await openHub(t, { clock: clock as never });
  const attempt = async (key: string) => (await hub.call("POST", "/v1/session", { key }, { key: null })).status;
  for (let i = 0; i < 30; i++) assert.equal(await attempt(ADMIN_KEY), 201);
  for (let i = 0; i < 20; i++) assert.equal(await attempt(`wrong ${i}`), 401);
  const refused = await hub.call("POST", "/v1/session", { key: "wrong" }, { key: null });
  assert.deepEqual([refused.status, refused.body.code], [429, "overloaded"]);
  assert.equal(refused.headers["retry-after"], "60");
  assert.equal(await attempt(ADMIN_KEY), 201);
  clock.at += 60_000;
  assert.equal(await attempt("wrong"), 401);
});
