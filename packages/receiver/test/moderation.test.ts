import assert from "node:assert/strict";
import { test } from "node:test";
import { type FetchLike, getPlatform, type ModerationDecision, platforms } from "../src/index.ts";
import { standingClock } from "./clock.ts";

/** A platform's API that answers as told, and remembers what it was asked. */
function api(answer: () => Response | Promise<Response>): FetchLike & { asked: string[] } {
  const asked: string[] = [];
  return Object.assign(
    async (url: string, init: RequestInit = {}) => {
      assert.equal(new Headers(init.headers).get("authorization"), "Bearer token");
      assert.equal(init.redirect, "error");
      asked.push([init.method, url, ...(init.body ? [init.body] : [])].join(" "));
      return answer();
    },
    { asked },
  );
}

const connect = (name: string, fetch: FetchLike, accessToken: string | undefined = "token") =>
  getPlatform(name, { credentials: { accessToken }, fetch, clock: standingClock() });

/** What each decision asks of a platform, by its own documentation. Undefined: it has no such call. */
const CALLS: Record<string, { id: string } & Record<ModerationDecision, string | undefined>> = {
  twitter: {
    id: "2090000000000000001",
    hide: 'PUT https://api.x.com/2/tweets/2090000000000000001/hidden {"hidden":true}',
    approve: 'PUT https://api.x.com/2/tweets/2090000000000000001/hidden {"hidden":false}',
    remove: undefined,
    flag: undefined,
  },
  instagram: {
    id: "17865799348089039",
    hide: "POST https://graph.instagram.com/v25.0/17865799348089039?hide=true",
    approve: "POST https://graph.instagram.com/v25.0/17865799348089039?hide=false",
    remove: "DELETE https://graph.instagram.com/v25.0/17865799348089039",
    flag: undefined,
  },
  facebook: {
    id: "1353269864728879_1611786508618567",
    hide: "POST https://graph.facebook.com/v25.0/1353269864728879_1611786508618567 is_hidden=true",
    approve: "POST https://graph.facebook.com/v25.0/1353269864728879_1611786508618567 is_hidden=false",
    remove: "DELETE https://graph.facebook.com/v25.0/1353269864728879_1611786508618567",
    flag: undefined,
  },
  youtube: {
    id: "UgzDE8pqJ_c",
    hide: "POST https://www.googleapis.com/youtube/v3/comments/setModerationStatus?id=UgzDE8pqJ_c&moderationStatus=heldForReview",
    approve:
      "POST https://www.googleapis.com/youtube/v3/comments/setModerationStatus?id=UgzDE8pqJ_c&moderationStatus=published",
    remove:
      "POST https://www.googleapis.com/youtube/v3/comments/setModerationStatus?id=UgzDE8pqJ_c&moderationStatus=rejected",
    flag: undefined,
  },
};

/** What each says when it is done; YouTube says nothing. */
const DONE: Record<string, (action: string) => unknown> = {
  twitter: (action) => ({ data: { hidden: action === "hide" } }),
  instagram: () => ({ success: true }),
  facebook: () => ({ success: true }),
};

for (const [name, { id, ...calls }] of Object.entries(CALLS)) {
  test(`${name} is asked for what was decided, or the decision is unsupported`, async () => {
    for (const [action, expected] of Object.entries(calls)) {
      const done = DONE[name]?.(action);
      const fetch = api(() => (done === undefined ? new Response(null, { status: 204 }) : Response.json(done)));
      const { outcome } = await connect(name, fetch).moderateComment(id, action as ModerationDecision);
      assert.equal(outcome, expected === undefined ? "unsupported" : "applied", action);
      assert.deepEqual(fetch.asked, expected === undefined ? [] : [expected]);
    }
  });

  test(`${name} tells a refusal, a limit and a broken line as failed`, async () => {
    const refused = await connect(
      name,
      api(() => new Response("not yours", { status: 403 })),
    ).moderateComment(id, "hide");
    assert.ok(refused.outcome === "failed");
    assert.deepEqual([refused.status, refused.retryAfterMs], [403, null]);
    assert.match(refused.message, /403: not yours$/);
    const headers = { "retry-after": "7" };
    const limited = await connect(
      name,
      api(() => new Response("", { status: 429, headers })),
    ).moderateComment(id, "hide");
    assert.ok(limited.outcome === "failed");
    assert.deepEqual([limited.status, limited.retryAfterMs], [429, 7000]);
    const broken = await connect(
      name,
      api(() => Promise.reject(new TypeError("fetch failed"))),
    ).moderateComment(id, "hide");
    assert.ok(broken.outcome === "failed" && broken.status === null);
  });

  if (DONE[name] !== undefined) {
    test(`${name} is not believed to have done what its answer does not say`, async () => {
      for (const answer of [
        {},
        { success: false },
        { data: { hidden: false } },
        { errors: [{ title: "Forbidden" }] },
      ]) {
        const result = await connect(
          name,
          api(() => Response.json(answer)),
        ).moderateComment(id, "hide");
        assert.ok(result.outcome === "failed" && result.message.includes(JSON.stringify(answer)), name);
        assert.equal(result.status, 200);
      }
    });
  }

  test(`${name} is not asked without a token, nor with what is no id`, async () => {
    const fetch = api(() => new Response());
    const tokenless = await getPlatform(name, { fetch }).moderateComment(id, "hide");
    assert.equal(tokenless.outcome, "failed");
    for (const hostile of [
      "",
      "../1",
      "1/../2",
      "1?x=y",
      "1#",
      "1&moderationStatus=published",
      "a b",
      "%2e%2e",
      "1\n2",
    ]) {
      assert.equal((await connect(name, fetch).moderateComment(hostile, "hide")).outcome, "unsupported", hostile);
    }
    assert.deepEqual(fetch.asked, []);
  });
}

test("X says when its limit ends in a header of its own", async () => {
  const reset = String(standingClock().now() / 1000 + 90);
  const fetch = api(() => new Response("", { status: 429, headers: { "x-rate-limit-reset": reset } }));
  const result = await connect("x", fetch).moderateComment("1", "hide");
  assert.equal(result.outcome === "failed" && result.retryAfterMs, 90_000);
});

test("a platform without such a call is unsupported, and an unknown one is an error", async () => {
  assert.equal((await getPlatform("standard").moderateComment("1", "hide")).outcome, "unsupported");
  assert.throws(() => getPlatform("nobody"), { code: "unknown_platform" });
  assert.ok(platforms.every(({ act }) => act === undefined || act.rateLimit.length > 0));
});
