import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { describe, type TestContext, test } from "node:test";
import { standard } from "@tabellary/contracts";
import type { ContentPart } from "../../../src/model/item.ts";
import { CallbackTokens, keyOf } from "../../../src/moderation/evaluators/http/callback-token.ts";
import { Callbacks } from "../../../src/moderation/evaluators/http/callbacks.ts";
import { createHttp } from "../../../src/moderation/evaluators/http/http.ts";
import { createMedia } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { openEgress } from "../../egress/receivers.ts";
import { CONTEXT, evenDice, imageContent, never, textContent, videoContent } from "../scripted.ts";
import { type Asked, answerJson, failureOf, startVendor } from "../vendors.ts";

const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
const dice = { ...evenDice, bytes: (length: number) => new Uint8Array(randomBytes(length)) };

function openCallbacks(): Callbacks {
  const tokens = new CallbackTokens({ clock: systemClock, random: dice, key: dice.bytes(32) });
  return new Callbacks({ tokens, toUrl: (token) => `https://hub.example/moderation/callbacks/${token}` });
}

async function open(
  t: TestContext,
  answer: (asked: Asked, response: ServerResponse) => void,
  {
    judges = ["text", "image", "video"] as ContentPart[],
    callbacks = null as Callbacks | null,
    timeoutMs = 5_000,
  } = {},
) {
  const vendor = await startVendor(t, answer);
  const egress = openEgress(t);
  const media = createMedia({ egress, clock: systemClock });
  const evaluator = createHttp(
    {
      name: "own",
      url: `${vendor.url}/classify`,
      secret: SECRET,
      judges,
      headers: { authorization: "Bearer k" },
      timeoutMs,
    },
    { egress, media, clock: systemClock, random: dice, callbacks },
  );
  const ask = (content = textContent("hello"), signal = never()) => evaluator.evaluate(content, CONTEXT, signal);
  return { vendor, evaluator, ask };
}

const ok = (findings: unknown) => (_asked: Asked, response: ServerResponse) => answerJson(response, 200, { findings });

describe("A classifier of one's own", () => {
  test("is sent the item, signed as Standard Webhooks are", async (t) => {
    const { vendor, evaluator } = await open(t, ok([]), { judges: ["text"] });
    const post = {
      ...imageContent("https://a.example/1.png"),
      modality: "post" as const,
      text: "hello",
      language: "de",
    };
    const context = { siteId: "site_1", platform: "twitter", authorId: "42", metadata: { gender: "x" } };
    await evaluator.evaluate(post, context, never());
    const [{ headers, body, path }] = vendor.asked as [Asked];
    assert.equal(path, "/classify");
    assert.equal(headers.authorization, "Bearer k");
    assert.deepEqual(standard.verify({ headers, body, secrets: SECRET, nowMs: Date.now() }).ok, true);
    const { type, timestamp, data } = JSON.parse(body);
    assert.equal(type, "moderation.requested");
    assert.match(timestamp, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.match(data.request_id, /^req_[0-9a-f]{32}$/);
    assert.equal(headers["webhook-id"], data.request_id);
    assert.deepEqual(data, {
      request_id: data.request_id,
      callback_url: null,
      judges: ["text"],
      item: {
        site_id: "site_1",
        modality: "post",
        text: "hello",
        image_urls: ["https://a.example/1.png"],
        video_url: null,
        language: "de",
        platform: "twitter",
        author_id: "42",
        metadata: { gender: "x" },
      },
    });
  });

  test("answers with findings", async (t) => {
    const { ask } = await open(
      t,
      ok([
        { label: "insult", confidence: 0.8, severity: "high", matches: [{ start: 6, end: 11 }], reason: "An insult." },
        { label: "sarcasm", informational: true },
      ]),
    );
    assert.deepEqual(await ask(textContent("hello idiot")), [
      {
        evaluator: "own",
        kind: "label",
        label: "insult",
        confidence: 0.8,
        severity: "high",
        isInformational: false,
        evidence: { kind: "text", matches: [{ start: 6, end: 11, text: "idiot" }] },
        reason: "An insult.",
      },
      {
        evaluator: "own",
        kind: "label",
        label: "sarcasm",
        confidence: null,
        severity: null,
        isInformational: true,
        evidence: null,
        reason: null,
      },
    ]);
  });

  test("may name the whole text as often as it likes: of each place its beginning is kept", async (t) => {
    const matches = Array.from({ length: 100 }, () => ({ start: 0, end: 900_000 }));
    const { ask } = await open(t, ok(Array.from({ length: 20 }, () => ({ label: "spam", matches }))));
    const findings = await ask(textContent("x".repeat(1_000_000)));
    assert.equal(findings.length, 20);
    const { evidence } = findings[19]!;
    assert.ok(evidence?.kind === "text");
    assert.deepEqual(evidence.matches[99], { start: 0, end: 900_000, text: "x".repeat(200) });
    assert.ok(JSON.stringify(findings).length < 1_000_000);
  });

  test("judges what it says that it can", async (t) => {
    const { evaluator } = await open(t, ok([]), { judges: ["image"] });
    assert.deepEqual(evaluator.judges(textContent("a")), []);
    assert.deepEqual(evaluator.judges({ ...imageContent("https://a.example/1"), text: "a" }), ["image"]);
  });

  test("is sent the URL of a video that is one, and is not asked of what is none", async (t) => {
    const { vendor, ask } = await open(t, ({ path }, response) => {
      if (path === "/classify") {
        answerJson(response, 200, { findings: [{ label: "violence", confidence: 1, frames_at_ms: [0, 5_000] }] });
      } else if (path === "/video.mp4") {
        response.end(Buffer.from("\x00\x00\x00\x18ftypisom\x00\x00\x02\x00", "latin1"));
      } else response.end("<html>");
    });
    const [finding] = await ask(videoContent(`${vendor.url}/video.mp4`));
    assert.deepEqual(finding!.evidence, { kind: "frames", atMs: [0, 5_000] });
    assert.equal((await failureOf(ask(videoContent(`${vendor.url}/page.mp4`)))).code, "media_type");
    assert.equal(vendor.asked.filter(({ path }) => path === "/classify").length, 1);
  });
});

describe("An answer that is not as documented", () => {
  const wrong: [answer: unknown, message: RegExp][] = [
    [[], /it must be an object/],
    [{}, /\/findings must be a list/],
    [{ findings: [], ok: true }, /\/ok is not known/],
    [{ findings: Array.from({ length: 101 }, () => ({ label: "a" })) }, /at most 100/],
    [{ findings: ["spam"] }, /\/findings\/0 must be an object/],
    [{ findings: [{ label: "Not A Label" }] }, /\/findings\/0\/label/],
    [{ findings: [{ label: "a", confidence: 80 }] }, /\/findings\/0\/confidence must be a number from 0 to 1/],
    [{ findings: [{ label: "a", confidence: "0.8" }] }, /\/findings\/0\/confidence/],
    [{ findings: [{ label: "a", severity: "extreme" }] }, /\/findings\/0\/severity must be one of low/],
    [{ findings: [{ label: "a", informational: "yes" }] }, /\/findings\/0\/informational/],
    [{ findings: [{ label: "a", reason: "x".repeat(501) }] }, /\/findings\/0\/reason/],
    [{ findings: [{ label: "a", reason: "\ud800" }] }, /\/findings\/0\/reason/],
    [{ findings: [{ label: "a", score: 1 }] }, /\/findings\/0\/score is not known/],
    [{ findings: [{ label: "a", matches: [{ start: 0, end: 6 }] }] }, /\/findings\/0\/matches\/0.*5 characters/],
    [{ findings: [{ label: "a", matches: [{ start: 3, end: 3 }] }] }, /\/findings\/0\/matches\/0/],
    [{ findings: [{ label: "a", matches: [{ start: -1, end: 3 }] }] }, /\/findings\/0\/matches\/0/],
    [{ findings: [{ label: "a", frames_at_ms: [1] }] }, /\/findings\/0\/frames_at_ms/],
    [{ findings: [{ label: "a", matches: [], frames_at_ms: [] }] }, /not have both/],
  ];
  for (const [answer, message] of wrong) {
    test(`is told by its place: ${JSON.stringify(answer).slice(0, 60)}`, async (t) => {
      const { ask } = await open(t, (_asked, response) => answerJson(response, 200, answer));
      const failure = await failureOf(ask());
      assert.equal(failure.code, "invalid_answer");
      assert.match(failure.message, message);
    });
  }

  test("is one that is no JSON, no UTF-8, or longer than anybody needs", async (t) => {
    for (const body of ["findings", Buffer.from([0x22, 0xff, 0x22]), `{"findings":[]${" ".repeat(70_000)}}`]) {
      const { ask } = await open(t, (_asked, response) => void response.end(body));
      assert.equal((await failureOf(ask())).code, "invalid_answer");
    }
  });
});

describe("A classifier that does not judge", () => {
  const cases: [status: number, code: string, isRetried: boolean][] = [
    [429, "rate_limited", true],
    [500, "unavailable", true],
    [503, "unavailable", true],
    [401, "not_configured", false],
    [422, "refused", false],
    [204, "refused", false],
    [302, "refused", false],
  ];
  for (const [status, code, isRetried] of cases) {
    test(`answers ${status} and is ${code}`, async (t) => {
      const { ask } = await open(
        t,
        (_asked, response) => void response.writeHead(status, { "retry-after": "3" }).end(),
      );
      const failure = await failureOf(ask());
      assert.deepEqual([failure.code, failure.isRetried], [code, isRetried]);
      if (isRetried) assert.equal(failure.retryAfterMs, 3_000);
    });
  }

  test("is late and is a timeout", async (t) => {
    const { ask } = await open(t, () => undefined, { timeoutMs: 200 });
    assert.equal((await failureOf(ask())).code, "timeout");
  });

  test("is at a private address and is not reached", async (t) => {
    const vendor = await startVendor(t, () => undefined);
    const egress = openEgress(t, { allow: [] });
    const evaluator = createHttp(
      { name: "own", url: vendor.url, secret: SECRET, judges: ["text"] },
      { egress, media: createMedia({ egress, clock: systemClock }), clock: systemClock, random: dice, callbacks: null },
    );
    const failure = await failureOf(evaluator.evaluate(textContent("a"), CONTEXT, never()));
    assert.deepEqual([failure.code, failure.isRetried], ["unavailable", false]);
    assert.match(failure.message, /TABELLARY_EGRESS_ALLOW/);
    assert.equal(vendor.asked.length, 0);
  });

  test("would call back where this hub has no address, and is told so", async (t) => {
    const { ask } = await open(t, (_asked, response) => void response.writeHead(202).end());
    assert.match((await failureOf(ask())).message, /would call back \(202\)/);
  });
});

describe("A callback", () => {
  /** A classifier that has said 202, and what it was told. */
  async function openWaiting(t: TestContext) {
    const callbacks = openCallbacks();
    const { promise: told, resolve } = Promise.withResolvers<{ requestId: string; token: string }>();
    const { ask, vendor } = await open(
      t,
      ({ body }, response) => {
        const { data } = JSON.parse(body);
        response.writeHead(202).end();
        resolve({ requestId: data.request_id, token: data.callback_url.split("/").at(-1) });
      },
      { callbacks },
    );
    const gone = new AbortController();
    const evaluation = ask(textContent("hello"), gone.signal);
    const { requestId, token } = await told;
    const call = (body: unknown) => callbacks.take(keyOf(token), Buffer.from(JSON.stringify(body)));
    return { callbacks, vendor, gone, evaluation, requestId, token, call };
  }

  test("brings the findings of an item that was taken with 202", async (t) => {
    const { callbacks, evaluation, requestId, call } = await openWaiting(t);
    assert.deepEqual(call({ request_id: requestId, findings: [{ label: "spam", confidence: 1 }] }), {
      kind: "accepted",
    });
    assert.deepEqual(
      (await evaluation).map(({ label }) => label),
      ["spam"],
    );
    assert.equal(callbacks.waiting, 0);
  });

  test("that comes again is known, and changes nothing", async (t) => {
    const { evaluation, requestId, call } = await openWaiting(t);
    call({ request_id: requestId, findings: [] });
    assert.deepEqual(call({ request_id: requestId, findings: [{ label: "spam" }] }), { kind: "repeated" });
    assert.deepEqual(await evaluation, []);
  });

  test("with a token that was never given out is nobody's", async (t) => {
    const { callbacks, gone, evaluation } = await openWaiting(t);
    for (const token of ["", "x".repeat(43), "../../etc"]) {
      assert.deepEqual(callbacks.take(keyOf(token), Buffer.from("{}")), { kind: "unknown" });
    }
    gone.abort(new Error("gone"));
    await assert.rejects(evaluation, /gone/);
  });

  test("for another request than its token's is refused, and the right one still taken", async (t) => {
    const { evaluation, requestId, call } = await openWaiting(t);
    assert.deepEqual(call({ request_id: "req_another", findings: [] }), { kind: "mismatched" });
    assert.deepEqual(call({ findings: [] }), { kind: "mismatched" });
    assert.deepEqual(call(null), { kind: "mismatched" });
    assert.deepEqual(call({ request_id: requestId, findings: [] }), { kind: "accepted" });
    assert.deepEqual(await evaluation, []);
  });

  test("that is not as documented is told what is wrong, and may be corrected", async (t) => {
    const { callbacks, token, evaluation, requestId, call } = await openWaiting(t);
    const wrong = call({ request_id: requestId, findings: [{ label: "a", confidence: 2 }] });
    assert.ok(wrong.kind === "invalid" && /\/findings\/0\/confidence/.test(wrong.message));
    assert.equal(callbacks.take(keyOf(token), Buffer.from("{")).kind, "invalid");
    assert.equal(callbacks.take(keyOf(token), Buffer.alloc(70_000, 32)).kind, "invalid");
    assert.deepEqual(call({ request_id: requestId, findings: [] }), { kind: "accepted" });
    assert.deepEqual(await evaluation, []);
  });

  test("that comes when nobody waits any more finds nobody", async (t) => {
    const { callbacks, gone, evaluation, requestId, call } = await openWaiting(t);
    gone.abort(new Error("gone"));
    await assert.rejects(evaluation, /gone/);
    assert.deepEqual(call({ request_id: requestId, findings: [] }), { kind: "unknown" });
    assert.equal(callbacks.waiting, 0);
  });

  test("is no longer expected from a classifier that answered at once", async (t) => {
    const callbacks = openCallbacks();
    const { ask } = await open(t, ok([]), { callbacks });
    await ask();
    assert.equal(callbacks.waiting, 0);
  });
});
