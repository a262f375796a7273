/** How platforms refuse a call that was one too many, each as its own documents have it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { getPlatform, type ModerationDecision } from "../../src/index.ts";
import { standingClock } from "../clock.ts";
import { fakeApi, json } from "../fake-api.ts";

const clock = standingClock();
const nowSeconds = Math.floor(clock.now() / 1000);

interface Refusal {
  what: string;
  platform: keyof typeof CALLS;
  answer: () => Response;
  /** Null: the platform does not say. */
  waitMs: number | null;
}

interface Moderating {
  credentials: { readonly [name: string]: string };
  id: string;
  action: ModerationDecision;
  postId?: string;
}

const bearer = { accessToken: "token" };
const CALLS = {
  twitter: { credentials: bearer, id: "1234", action: "hide" },
  facebook: { credentials: bearer, id: "44_77", action: "hide" },
  instagram: { credentials: bearer, id: "77", action: "hide" },
  tiktok: { credentials: { ...bearer, businessId: "b" }, id: "77", postId: "44", action: "hide" },
  discord: { credentials: { botToken: "bot" }, id: "1:2", action: "remove" },
  slack: { credentials: bearer, id: "C1:1.2", action: "remove" },
  twitch: {
    credentials: { ...bearer, clientId: "c", moderatorId: "1", broadcasterId: "2" },
    id: "885196de-cb67-427a-baa8-82f9b0fcd05f",
    action: "remove",
  },
  mastodon: { credentials: { ...bearer, instance: "https://mastodon.example" }, id: "77", action: "remove" },
  bluesky: {
    credentials: { ...bearer, service: "https://pds.example", moderator: "did:plc:m", labeler: "did:plc:l" },
    id: "at://did:plc:44222222222222222222222/app.bsky.feed.post/3kabc",
    action: "hide",
  },
} as const satisfies { readonly [platform: string]: Moderating };

const graph = (code: number, headers = {}) =>
  json(
    { error: { message: `(#${code}) Application request limit reached`, type: "OAuthException", code } },
    { status: code === 4 ? 403 : 400, headers },
  );
const regainedIn = (minutes: number) => ({
  "x-business-use-case-usage": JSON.stringify({ "1": [{ type: "pages", estimated_time_to_regain_access: minutes }] }),
});

const REFUSALS: readonly Refusal[] = [
  // https://docs.x.com/fundamentals/rate-limits
  {
    what: "X: 429 with the window's end",
    platform: "twitter",
    answer: () =>
      json({ title: "Too Many Requests" }, { status: 429, headers: { "x-rate-limit-reset": `${nowSeconds + 900}` } }),
    waitMs: 900_000,
  },
  // https://docs.x.com/x-api/getting-started/pricing
  {
    what: "X: 402, there are no credits, whatever is left of the window",
    platform: "twitter",
    answer: () =>
      json(
        { title: "CreditsDepleted", type: "https://api.x.com/2/problems/credits" },
        { status: 402, headers: { "x-rate-limit-remaining": "899", "x-rate-limit-reset": `${nowSeconds + 900}` } },
      ),
    waitMs: null,
  },
  // https://developers.facebook.com/docs/graph-api/overview/rate-limiting
  { what: "Facebook: the app's calls", platform: "facebook", answer: () => graph(4), waitMs: null },
  { what: "Facebook: the user's calls", platform: "facebook", answer: () => graph(17), waitMs: null },
  { what: "Facebook: the Page's calls", platform: "facebook", answer: () => graph(32), waitMs: null },
  { what: "Facebook: calls of one kind", platform: "facebook", answer: () => graph(613), waitMs: null },
  {
    what: "Facebook: the use case's calls, with an estimate",
    platform: "facebook",
    answer: () => graph(80_001, regainedIn(19)),
    waitMs: 19 * 60_000,
  },
  { what: "Instagram: the use case's calls", platform: "instagram", answer: () => graph(80_002), waitMs: null },
  // https://business-api.tiktok.com/portal/docs?id=1737172488964097
  {
    what: "TikTok: 200 and a code",
    platform: "tiktok",
    answer: () => json({ code: 40_100, message: "Requests made too frequently", request_id: "1" }),
    waitMs: null,
  },
  // https://docs.discord.com/developers/topics/rate-limits
  {
    what: "Discord: 429 with Retry-After",
    platform: "discord",
    answer: () =>
      json(
        { message: "You are being rate limited.", retry_after: 64.57, global: true },
        { status: 429, headers: { "retry-after": "65", "x-ratelimit-global": "true" } },
      ),
    waitMs: 65_000,
  },
  {
    what: "Discord: 429 with the body alone",
    platform: "discord",
    answer: () => json({ message: "You are being rate limited.", retry_after: 64.5, global: false }, { status: 429 }),
    waitMs: 64_500,
  },
  {
    what: "Discord: an API that has too much to do",
    platform: "discord",
    answer: () => json({ message: "API resource is currently overloaded.", code: 130_000 }, { status: 500 }),
    waitMs: null,
  },
  // https://docs.slack.dev/apis/web-api/rate-limits
  {
    what: "Slack: 429 with Retry-After",
    platform: "slack",
    answer: () => json({ ok: false, error: "ratelimited" }, { status: 429, headers: { "retry-after": "30" } }),
    waitMs: 30_000,
  },
  {
    what: "Slack: 200 and an error",
    platform: "slack",
    answer: () => json({ ok: false, error: "ratelimited" }, { headers: { "retry-after": "10" } }),
    waitMs: 10_000,
  },
  // https://dev.twitch.tv/docs/api/guide/#twitch-rate-limits
  {
    what: "Twitch: 429 with the time at which the bucket is full",
    platform: "twitch",
    answer: () =>
      json(
        { error: "Too Many Requests", status: 429 },
        { status: 429, headers: { "ratelimit-remaining": "0", "ratelimit-reset": `${nowSeconds + 42}` } },
      ),
    waitMs: 42_000,
  },
  // https://docs.joinmastodon.org/api/rate-limits/
  {
    what: "Mastodon: 429 with the period's end",
    platform: "mastodon",
    answer: () =>
      json(
        { error: "Too many requests" },
        { status: 429, headers: { "x-ratelimit-reset": new Date(clock.now() + 1_800_000).toISOString() } },
      ),
    waitMs: 1_800_000,
  },
  // https://docs.bsky.app/docs/advanced-guides/rate-limits
  {
    what: "Bluesky: 429 with the period's end",
    platform: "bluesky",
    answer: () =>
      json(
        { error: "RateLimitExceeded", message: "Rate Limit Exceeded" },
        { status: 429, headers: { "ratelimit-remaining": "0", "ratelimit-reset": `${nowSeconds + 300}` } },
      ),
    waitMs: 300_000,
  },
  // https://www.rfc-editor.org/rfc/rfc6585#section-4: "MAY include a Retry-After header".
  { what: "any: 429 without a word", platform: "twitch", answer: () => json({}, { status: 429 }), waitMs: null },
];

for (const { what, platform, answer, waitMs } of REFUSALS) {
  test(`a call too many is told from one that was wrong: ${what}`, async () => {
    const { credentials, id, action, ...options }: Moderating = CALLS[platform];
    const refused = await getPlatform(platform, { credentials, fetch: fakeApi(answer).fetch, clock }).moderateComment(
      id,
      action,
      options,
    );
    assert.ok(refused.outcome === "failed", JSON.stringify(refused));
    assert.deepEqual(
      { isTooOften: refused.isTooOften, retryAfterMs: refused.retryAfterMs, allowance: refused.allowance },
      {
        isTooOften: true,
        retryAfterMs: waitMs,
        allowance: waitMs === null ? undefined : { remaining: 0, renewsInMs: waitMs },
      },
    );
  });
}

for (const [platform, answer] of [
  ["twitter", () => json({ title: "Forbidden" }, { status: 403 })],
  ["facebook", () => graph(100)],
  ["instagram", () => graph(10)],
  ["tiktok", () => json({ code: 40_105, message: "Access token is incorrect" })],
  ["discord", () => json({ message: "Missing Permissions", code: 50_013 }, { status: 403 })],
  ["slack", () => json({ ok: false, error: "cant_delete_message" })],
  ["twitch", () => json({ error: "Forbidden" }, { status: 403 })],
  ["mastodon", () => json({ error: "This action is not allowed" }, { status: 403 })],
  ["bluesky", () => json({ error: "AuthMissing" }, { status: 401 })],
] as const) {
  test(`a call that ${platform} refuses for another reason is none too many`, async () => {
    const { credentials, id, action, ...options }: Moderating = CALLS[platform];
    const connected = getPlatform(platform, { credentials, fetch: fakeApi(answer).fetch, clock });
    const refused = await connected.moderateComment(id, action, options);
    assert.ok(refused.outcome === "failed" && refused.isTooOften === undefined, JSON.stringify(refused));
  });
}
