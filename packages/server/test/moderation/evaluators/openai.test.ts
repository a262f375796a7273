/** The fake API follows https://platform.openai.com/docs/api-reference/moderations and …/docs/guides/error-codes. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, type TestContext, test } from "node:test";
import { createOpenAi, type OpenAiOptions } from "../../../src/moderation/evaluators/openai/openai.ts";
import type { Image } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { openEgress } from "../../egress/receivers.ts";
import { blobs, movingGifOf, stripes } from "../pictures.ts";
import { CONTEXT, freeRoom, imageContent, never, textContent, videoContent } from "../scripted.ts";
import { type Asked, answerJson, failureOf, startVendor } from "../vendors.ts";

const TEXT_ONLY = [
  "harassment",
  "harassment/threatening",
  "hate",
  "hate/threatening",
  "illicit",
  "illicit/violent",
  "sexual/minors",
];
const BOTH = ["self-harm", "self-harm/instructions", "self-harm/intent", "sexual", "violence", "violence/graphic"];

/** As the API writes an answer: every category, 0 for what does not apply to a picture. */
function moderation(part: "text" | "image", scores: Record<string, number>) {
  const names = [...TEXT_ONLY, ...BOTH];
  const by = <T>(value: (name: string) => T) => Object.fromEntries(names.map((name) => [name, value(name)]));
  return {
    id: "modr-0d9740456c391e43c445bf0f010940c7",
    model: "omni-moderation-latest",
    results: [
      {
        flagged: Object.values(scores).some((score) => score > 0.5),
        categories: by((name) => (scores[name] ?? 0) > 0.5),
        category_scores: by((name) => scores[name] ?? (TEXT_ONLY.includes(name) && part === "image" ? 0 : 0.0001)),
        category_applied_input_types: by((name) => (part === "image" && TEXT_ONLY.includes(name) ? [] : [part])),
      },
    ],
  };
}

const PNG: Image = { type: "image/png", bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]) };

async function open(
  t: TestContext,
  answer: (asked: Asked, response: ServerResponse) => void,
  { image = PNG, ...options }: Partial<OpenAiOptions> & { image?: Image } = {},
) {
  const vendor = await startVendor(t, answer);
  const media = { image: async () => image };
  const evaluator = createOpenAi(
    { name: "openai", apiKey: "sk-test", baseUrl: `${vendor.url}/v1`, ...options },
    { egress: openEgress(t), media, clock: systemClock, room: freeRoom },
  );
  const ask = (content = textContent("hello")) => evaluator.evaluate(content, CONTEXT, never());
  return { vendor, evaluator, ask };
}

describe("OpenAI's moderation", () => {
  test("is asked for a text as its documentation has it", async (t) => {
    const { vendor, ask } = await open(t, (_asked, response) => answerJson(response, 200, moderation("text", {})));
    await ask(textContent("I want to hurt them"));
    const [{ method, path, headers, body }] = vendor.asked as [Asked];
    assert.deepEqual([method, path, headers.authorization], ["POST", "/v1/moderations", "Bearer sk-test"]);
    assert.deepEqual(JSON.parse(body), {
      model: "omni-moderation-latest",
      input: [{ type: "text", text: "I want to hurt them" }],
    });
  });

  test("maps the categories to labels, the highest of each, with all that was flagged in the reason", async (t) => {
    const scores = {
      violence: 0.91,
      "violence/graphic": 0.7,
      sexual: 0.02,
      "sexual/minors": 0.6,
      "self-harm/intent": 0.3,
    };
    const { ask } = await open(t, (_asked, response) => answerJson(response, 200, moderation("text", scores)));
    const findings = await ask();
    const byLabel = new Map(findings.map((finding) => [finding.label, finding]));
    assert.deepEqual([...byLabel.keys()].sort(), [
      "adult",
      "harassment",
      "hate",
      "illicit",
      "self_harm",
      "underage",
      "violence",
    ]);
    const { confidence, isInformational, reason, kind, severity } = byLabel.get("violence")!;
    assert.deepEqual([kind, confidence, isInformational, severity], ["label", 0.91, false, null]);
    assert.equal(reason, "Seen as violence (91 %), violence/graphic (70 %).");
    assert.deepEqual([byLabel.get("underage")!.isInformational, byLabel.get("adult")!.isInformational], [false, true]);
    assert.equal(byLabel.get("self_harm")!.confidence, 0.3);
  });

  test("is not believed what no model has: classes without number, names without end, names of objects' own", async (t) => {
    const flood = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`class-${index}`, 0.9]));
    const answering = (scores: Record<string, number>) => (_asked: Asked, response: ServerResponse) => {
      answerJson(response, 200, { results: [{ categories: {}, category_scores: scores }] });
    };
    const { ask: askFlood } = await open(t, answering(flood));
    assert.equal((await failureOf(askFlood())).code, "invalid_answer");
    const odd = { ["x".repeat(10_000)]: 0.9, constructor: 0.9 };
    const { ask } = await open(t, answering(odd), { thresholds: { ["x".repeat(64)]: 0.5 } });
    const [long, own] = await ask();
    assert.deepEqual([long!.label, long!.isInformational], ["x".repeat(64), false]);
    assert.ok(long!.reason!.length <= 500);
    assert.equal(own!.label, "constructor");
  });

  test("lets the site's threshold of a label be the last word", async (t) => {
    const { ask } = await open(
      t,
      (_asked, response) => answerJson(response, 200, moderation("text", { violence: 0.91, hate: 0.2 })),
      { thresholds: { violence: 0.95, hate: 0.1 } },
    );
    const informational = new Map((await ask()).map(({ label, isInformational }) => [label, isInformational]));
    assert.deepEqual([informational.get("violence"), informational.get("hate")], [true, false]);
  });

  test("is asked for each picture by itself, with its bytes, and says nothing of what is for texts alone", async (t) => {
    const { vendor, evaluator, ask } = await open(t, ({ body }, response) => {
      const { input } = JSON.parse(body);
      const isImage = input[0].type === "image_url";
      answerJson(response, 200, moderation(isImage ? "image" : "text", isImage ? { sexual: 0.8 } : { hate: 0.9 }));
    });
    const post = { ...imageContent("https://a.example/1", "https://a.example/2"), text: "hello" };
    assert.equal(evaluator.units(post), 3);
    const findings = await ask(post);
    assert.equal(vendor.asked.length, 3);
    assert.deepEqual(JSON.parse(vendor.asked[1]!.body).input, [
      { type: "image_url", image_url: { url: `data:image/png;base64,${Buffer.from(PNG.bytes).toString("base64")}` } },
    ]);
    const counted = findings.filter(({ isInformational }) => !isInformational).map(({ label }) => label);
    assert.deepEqual(counted.sort(), ["adult", "hate"]);
    const onlyPicture = await ask(imageContent("https://a.example/1"));
    assert.deepEqual(onlyPicture.map(({ label }) => label).sort(), ["adult", "self_harm", "violence"]);
  });

  test("is not shown a picture that moves, of which it would see the first and say nothing of the rest", async (t) => {
    const image: Image = { type: "image/gif", bytes: movingGifOf([{ paint: blobs }, { paint: stripes }], 20, 20) };
    const { vendor, ask } = await open(t, () => undefined, { image });
    assert.equal((await failureOf(ask(imageContent("https://a.example/1")))).code, "media_type");
    assert.equal(vendor.asked.length, 0);
  });

  test("judges texts and pictures, not videos", async (t) => {
    const { evaluator } = await open(t, () => undefined);
    assert.deepEqual(evaluator.judges(textContent("a")), ["text"]);
    assert.deepEqual(evaluator.judges(imageContent("https://a.example/1")), ["image"]);
    assert.deepEqual(evaluator.judges(videoContent("https://a.example/1")), []);
  });

  test("is not asked without a key", async (t) => {
    const { vendor, ask } = await open(t, () => undefined, { apiKey: null });
    assert.equal((await failureOf(ask())).code, "not_configured");
    assert.equal(vendor.asked.length, 0);
  });
});

describe("A failure of OpenAI's", () => {
  const error = (message: string, code: string | null = null) => ({
    error: { message, type: "some_error", param: null, code },
  });

  test("does not repeat the key that is refused, should the answer", async (t) => {
    const refusal = error("Incorrect API key provided: sk-test.", "invalid_api_key");
    const { ask } = await open(t, (_asked, response) => answerJson(response, 401, refusal));
    const { message } = await failureOf(ask());
    assert.match(message, /Incorrect API key provided: \(secret\)\.$/);
  });

  const cases: [status: number, body: unknown, code: string, isRetried: boolean][] = [
    [401, error("Incorrect API key provided: sk-test.", "invalid_api_key"), "not_configured", false],
    [403, error("Country not supported"), "not_configured", false],
    [429, error("You exceeded your current quota", "insufficient_quota"), "rate_limited", false],
    [400, error("Invalid image.", "invalid_image_format"), "media_type", false],
    [400, error("Input too long"), "refused", false],
    [500, error("The server had an error"), "unavailable", true],
    [503, error("The engine is currently overloaded"), "unavailable", true],
  ];
  for (const [status, body, code, isRetried] of cases) {
    test(`of ${status} ${JSON.stringify(body).slice(10, 40)} is ${code}`, async (t) => {
      const { vendor, ask } = await open(t, (_asked, response) => answerJson(response, status, body));
      const failure = await failureOf(ask());
      assert.deepEqual([failure.code, failure.isRetried], [code, isRetried], failure.message);
      assert.equal(vendor.asked.length, 1, "the guard repeats, not the library");
    });
  }

  test("of too many requests says when to come back", async (t) => {
    const { ask } = await open(t, (_asked, response) =>
      answerJson(response, 429, error("Rate limit reached", "rate_limit_exceeded"), { "retry-after": "7" }),
    );
    const failure = await failureOf(ask());
    assert.deepEqual([failure.code, failure.retryAfterMs, failure.isRetried], ["rate_limited", 7_000, true]);
  });

  const answers: [what: string, answer: (response: ServerResponse) => void, code: string][] = [
    [
      "is not JSON",
      (response) => void response.setHeader("content-type", "application/json").end("<html>"),
      "invalid_answer",
    ],
    ["has no results", (response) => answerJson(response, 200, { id: "x", results: [] }), "invalid_answer"],
    [
      "has a score out of range",
      (response) => answerJson(response, 200, moderation("text", { hate: 7 })),
      "invalid_answer",
    ],
    [
      "says nothing of the text",
      (response) => answerJson(response, 200, { results: [{ categories: {}, category_scores: {} }] }),
      "invalid_answer",
    ],
    ["never ends", (response) => void response.writeHead(200).write("["), "timeout"],
    ["breaks off", (response) => void response.destroy(), "unavailable"],
    [
      "is a redirect",
      (response) => void response.writeHead(302, { location: "http://127.0.0.1/" }).end(),
      "unavailable",
    ],
  ];
  for (const [what, answer, code] of answers) {
    test(`whose answer ${what} is ${code}`, async (t) => {
      const { ask } = await open(t, (_asked, response) => answer(response), {
        timeoutMs: code === "timeout" ? 400 : 50_000,
      });
      const failure = await failureOf(ask());
      assert.equal(failure.code, code, failure.message);
    });
  }

  test("does not outlive the item's signal", async (t) => {
    const { evaluator } = await open(t, () => undefined);
    const gone = new AbortController();
    const evaluation = evaluator.evaluate(textContent("a"), CONTEXT, gone.signal);
    gone.abort(new Error("gone"));
    await assert.rejects(evaluation, /gone/);
  });

  test("goes the guarded way: a private base URL is not reached unless it is allowed", async (t) => {
    const vendor = await startVendor(t, () => undefined);
    const evaluator = createOpenAi(
      { name: "openai", apiKey: "sk-test", baseUrl: `${vendor.url}/v1` },
      { egress: openEgress(t, { allow: [] }), media: { image: async () => PNG }, clock: systemClock, room: freeRoom },
    );
    const failure = await failureOf(evaluator.evaluate(textContent("a"), CONTEXT, never()));
    assert.match(failure.message, /loopback.*TABELLARY_EGRESS_ALLOW/);
    assert.equal(vendor.asked.length, 0);
  });
});
