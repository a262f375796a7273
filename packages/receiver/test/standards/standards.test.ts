import assert from "node:assert/strict";
import { test } from "node:test";
import { hubStandards, localStandards, standardsEngine } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";
import { movedClock } from "../moved-clock.ts";

for (const [text, action, rule] of [
  ["What a lovely picture, thank you!", "approve", undefined],
  ["I disagree: see https://example.org/a and https://example.org/b", "approve", undefined],
  ["NASA and ESA at CERN", "approve", undefined],
  ["In 2026 we sold 1234567 units", "approve", undefined],
  ["Kill yourself", "remove", "threat"],
  ["k\u200Bi\u200Bl\u200Bl  yourself", "remove", "threat"],
  ["ｋｉｌｌ ｙｏｕｒｓｅｌｆ", "remove", "threat"],
  ["I’ll find you", "remove", "threat"],
  ["you idiot", "hide", "insult"],
  ["Click here for free money", "hide", "offer"],
  ["a http://a.b b http://c.d c http://e.f", "hide", "many_links"],
  ["write me: jane.doe+x@mail.example.co.uk", "hide", "email_address"],
  ["call +49 170 1234 5678 now", "hide", "phone_number"],
  ["look https://bit.ly/3xyz", "flag", "shortened_link"],
  ["WHY DOES NOBODY EVER LISTEN TO ME", "flag", "shouting"],
  ["nooooooooooooooo", "flag", "repetition"],
] as const) {
  test(`"${text}" is to ${action}`, async () => {
    const decision = await standardsEngine.validate(text);
    assert.equal(decision.action, action);
    assert.equal(decision.violations[0]?.rule, rule);
    assert.equal(decision.reason === null, action === "approve");
  });
}

test("the gravest violation decides, and each is shown with its evidence", async () => {
  const { action, violations } = await standardsEngine.validate("CLICK HERE YOU IDIOT AND KILL YOURSELF NOW");
  assert.equal(action, "remove");
  assert.deepEqual(
    violations.map(({ rule, evidence }) => [rule, evidence]),
    [
      ["threat", "kill yourself"],
      ["insult", "idiot"],
      ["offer", "click here"],
      ["shouting", "capital letters"],
    ],
  );
});

test("rules of one's own take the place of these", async () => {
  const find = (_: string, plain: string) => (plain.includes("spoiler") ? "spoiler" : undefined);
  const engine = localStandards([{ name: "spoiler", standard: "policy", severity: "high", find }]);
  assert.equal((await engine.validate("SPOILER: he wakes up")).action, "hide");
  assert.equal((await engine.validate("you idiot")).action, "approve");
});

test("a text that is too long is for a person, and hostile texts take no longer than others", async () => {
  assert.equal((await standardsEngine.validate("fine words. ".repeat(2000))).action, "flag");
  const hostile = [
    "a@".repeat(10_000),
    "a.".repeat(10_000),
    "+1 ".repeat(6_000),
    `+49 ${"1 ".repeat(9_000)}`,
    "http://".repeat(2_500),
    "kill ".repeat(4_000),
    `a@${"b.".repeat(9_000)}`,
    "\u200B".repeat(20_000),
  ];
  for (const text of hostile) {
    const start = process.cpuUsage();
    await standardsEngine.validate(text);
    const { user, system } = process.cpuUsage(start);
    assert.ok((user + system) / 1_000 < 1_000, text.slice(0, 20));
  }
});

const jobId = "job_1";

function hub(...jobs: object[]) {
  const clock = movedClock();
  const api = fakeApi(({ method }) =>
    method === "POST"
      ? json({ job_id: jobId, status: "queued" }, { status: 202 })
      : json(jobs.length > 1 ? jobs.shift() : jobs[0]),
  );
  const engine = hubStandards({ url: "http://127.0.0.1:8484/", apiKey: "key", fetch: api.fetch, clock });
  return { clock, api, engine };
}

const job = (status: string, is_prohibited: boolean | null, more = {}) => ({
  job_id: jobId,
  status,
  is_prohibited,
  ...more,
});

test("a hub judges in the library's place: asked by its key, waited for, and its verdict an action", async () => {
  const { clock, api, engine } = hub(job("queued", null), job("completed", true, { reason: "insult" }));
  const decided = engine.validate("you idiot");
  await clock.move(1000);
  assert.deepEqual(await decided, { action: "remove", violations: [], reason: "insult" });
  assert.deepEqual(api.asked.map(lineOf), ["POST /v1/moderate/text", "GET /v1/job/job_1", "GET /v1/job/job_1"]);
  assert.deepEqual(JSON.parse(api.asked[0]!.body), { text: "you idiot" });
  assert.ok(api.asked.every(({ headers }) => headers.get("authorization") === "Bearer key"));
});

test("what a hub passes is approved; what it fails at or leaves open is for a person", async () => {
  for (const [end, action] of [
    [job("completed", false), "approve"],
    [job("completed", null), "flag"],
    [job("failed", null, { error_code: "PROVIDER_TIMEOUT" }), "flag"],
    [job("processing", null), "flag"],
  ] as const) {
    const { clock, engine } = hub(end);
    const decided = engine.validate("text");
    await clock.move(20_000);
    assert.equal((await decided).action, action);
  }
});

test("a hub that cannot be had is an error, and never an approval", async () => {
  const clock = movedClock();
  const refused = fakeApi(() => json({ error: "unauthorized" }, { status: 401 }));
  const engine = hubStandards({ url: "http://127.0.0.1:1", apiKey: "wrong", fetch: refused.fetch, clock });
  await assert.rejects(engine.validate("text"), { code: "standards_unavailable", message: /401/ });
  const lost = fakeApi(({ method }) => (method === "POST" ? json({ job_id: jobId }) : json({}, { status: 500 })));
  const half = hubStandards({ url: "http://127.0.0.1:1", apiKey: "k", fetch: lost.fetch, clock }).validate("text");
  half.catch(() => {});
  await clock.move(20_000);
  await assert.rejects(half, { code: "standards_unavailable", message: /job_1.*500/ });
});
