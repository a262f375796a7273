import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { openHub } from "./hub.ts";

const NASTY: unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e308, "", " ", "\0", "\u202e", "x".repeat(5_000), "__proto__", "constructor"],
  ...[[], [null], [[]], {}, { "": "" }, { toString: 1 }, { $ref: "#" }, JSON.parse('{"__proto__":{"a":1}}')],
  ...["http://", "https://[::", "https://x:99999", "//x", "https://\ud83d\ude00.example", "*", ".*", "a.*", "{{data}}"],
];

/** Bodies that are taken, to be spoilt. */
const GOOD: [method: string, url: string, body: object][] = [
  ["POST", "/v1/sites", { name: "n", description: "d", contract: "generic" }],
  ["POST", "/v1/keys", { name: "n", admin: false, scopes: ["events:read"], site_id: "site_0000000000000" }],
  ["PUT", "/v1/event-types/a", { description: "d", schema: { type: "object", properties: { a: { pattern: "a" } } } }],
  [
    "POST",
    "/v1/events",
    { type: "b", data: { a: 1 }, external_id: "e", occurred_at: "2026-01-01T00:00:00Z", ordering_key: "k" },
  ],
  ["POST", "/v1/events/batch", { events: [{ type: "b", data: { a: [1] } }] }],
  [
    "POST",
    "/v1/webhooks",
    {
      ...{ url: "http://127.0.0.1:9/x", events: ["z"], secret: "s", active: true, description: "d", timeout_ms: 500 },
      ...{ contract: "custom", headers: { a: "b" }, retry_schedule: [0], ordering: "none" },
      custom_contract: {
        ...{ title: "t", envelope: { a: "{{data}}", b: ["{{id}}"] }, headers: { "x-b": "{{type}}" } },
        ...{ signature: { header: "x-c", signed: "{{timestamp}}.{{body}}" }, timestamp: { header: "x-d", unit: "s" } },
        policy: { retry_schedule: [0], timeout_ms: 100, ordering: "key" },
      },
    },
  ],
  [
    "POST",
    "/v1/verify",
    {
      ...{ contract: "custom", custom_contract: { signature: { header: "a" } }, headers: { a: "b", c: ["d"] } },
      ...{ body: "b", secrets: ["s"], tolerance_seconds: 5, now: "2026-01-01T00:00:00Z" },
    },
  ],
];

const list = { label: "spam", severity: "high", words: ["w*"], patterns: ["a+b"], except: ["x"] };
const rule = {
  ...{ name: "r", description: "d", type: "prohibition", action: "flag", priority: 5, active: true },
  condition: {
    all: [
      { path: "text", contains: "a" },
      { path: "findings", any: { path: "label", equals: "spam" } },
    ],
  },
};
const group = {
  ...{ name: "g", description: "d", mode: "first_match", priority: 5, active: true, default_action: "approve" },
  ...{ thresholds: { hate: 0.5 }, rules: [rule] },
};

/** Of moderation. */
const GOOD_CONTENT: typeof GOOD = [
  [
    "POST",
    "/v1/media",
    { body: "b", content_url: "http://127.0.0.1:9/a.jpg", app_media_id: "a", metadata: { a: [1, { b: null }] } },
  ],
  ["POST", "/v1/moderate/text", { text: "t", webhook_url: "http://127.0.0.1:9/x", webhook_secret: "whsec_AAAA" }],
  ["POST", "/moderate/image", { image_url: "http://127.0.0.1:9/a.jpg" }],
  [
    "PUT",
    "/v1/moderation",
    {
      evaluators: [
        { name: "a", kind: "terms", active: true, advisory: false, english: true, lists: [list], timeout_ms: 500 },
        {
          name: "b",
          kind: "http",
          url: "http://127.0.0.1:9/",
          judges: ["text"],
          secret: "whsec_AAAA",
          headers: { a: "b" },
        },
        {
          name: "c",
          kind: "image-hash",
          images: [{ hash: "00ff00ff00ff00ff", label: "l", severity: "low", name: "n" }],
        },
        {
          name: "d",
          kind: "rekognition",
          region: "r",
          access_key_id: "a",
          secret_access_key: "s",
          endpoint: "https://a.test",
        },
        { name: "e", kind: "openai", api_key: "k", model: "m", base_url: "https://a.test/v1", concurrency: 2 },
      ],
      thresholds: { hate: 0.5 },
    },
  ],
  ["POST", "/v1/rule-groups", group],
  ["POST", "/v1/rules/simulate", { rule_groups: [group], from: "2026-01-01T00:00:00Z", limit: 5 }],
  ["POST", "/v1/reviews/bulk", { action: "approve", media_ids: ["media_0000000000000"], by: "b", note: "n" }],
  ["POST", "/v1/reviews/media_0000000000000/reject", { by: "b", note: "n", decision_id: "dec_0000000000000" }],
  ["POST", "/v1/reviews/media_0000000000000/note", { by: "b", text: "n" }],
];

/** The same value with one thing in it, anywhere, replaced, added or taken away. */
function spoil(value: unknown, pick: (count: number) => number, nasty: unknown): unknown {
  if (typeof value !== "object" || value === null || pick(4) === 0) return nasty;
  const entries = Object.entries(value);
  const at = pick(entries.length + 1);
  const [name, inner] = entries[at] ?? [typeof nasty === "string" ? nasty : "added", undefined];
  const spoilt = inner === undefined ? nasty : spoil(inner, pick, nasty);
  if (Array.isArray(value)) return [...value.slice(0, at), spoilt, ...value.slice(at + 1)];
  return Object.fromEntries([...entries.filter(([other]) => other !== name), [name, spoilt]]);
}

for (const [what, good] of [
  ["body", GOOD],
  ["content, evaluator or rule", GOOD_CONTENT],
] as const) {
  test(`no spoilt ${what} is answered with a 500`, async (t) => {
    const { call, log } = await openHub(t);
    const choices = fc.infiniteStream(fc.nat(1_000));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.constantFrom(...NASTY),
        choices,
        async ([method, url, body], nasty, stream) => {
          const pick = (count: number) => stream.next().value % count;
          const spoilt = JSON.stringify(spoil(body, pick, nasty)) ?? "null";
          const answer = await call(method, url, spoilt);
          assert.ok(answer.status < 500, `${method} ${url} ${spoilt} ${JSON.stringify(log.at(-1))}`);
          if (answer.status >= 400) assert.ok(answer.body.code && answer.body.detail, answer.text);
        },
      ),
      { numRuns: 1_500 },
    );
  });
}

test("no id, name or query is answered with a 500", async (t) => {
  const { call, log } = await openHub(t);
  const names = ["sites", "keys", "event-types", "webhooks", "events", "deliveries"];
  const ofContent = ["media", "jobs", "job", "reviews", "rule-groups", "reviews/stats", "media.csv"];
  const paths = [...names, ...ofContent].flatMap((name) => [
    `/v1/${name}/STEP`,
    `/v1/${name}?limit=TEXT`,
    `/v1/${name}?cursor=TEXT`,
    `/v1/${name}?site_id=TEXT`,
    `/v1/${name}?from=TEXT&to=TEXT`,
    `/v1/${name}?TEXT=1`,
    `/v1/${name}/STEP/secret?TEXT`,
  ]);
  const id = fc.stringMatching(/^(site|key|hook|evt|del|media|job|group)_[0-9a-hjkmnp-tv-z]{13}$/);
  const time = fc.constantFrom(
    "9999-12-31T23:59:59Z",
    "0000-01-01T00:00:00Z",
    "1969-01-01T00:00:00+23:59",
    "275760-01-01",
  );
  const text = fc.oneof(
    id,
    time,
    fc.string({ maxLength: 300 }),
    fc.constantFrom(...NASTY.map((one) => JSON.stringify(one))),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom("GET", "DELETE", "PATCH"),
      text,
      async (path, method, raw) => {
        const step = encodeURIComponent(raw.toWellFormed());
        const url = path.replaceAll("TEXT", step).replaceAll("STEP", step || "x");
        const answer = await call(method, url, method === "PATCH" ? {} : undefined);
        assert.ok(answer.status < 500, `${method} ${url} ${JSON.stringify(log.at(-1))}`);
      },
    ),
    { numRuns: 1_500 },
  );
});
