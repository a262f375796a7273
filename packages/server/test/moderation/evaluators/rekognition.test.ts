/** The fake API follows https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import { describe, type TestContext, test } from "node:test";
import {
  createRekognition,
  type RekognitionOptions,
} from "../../../src/moderation/evaluators/rekognition/rekognition.ts";
import type { Image } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { openEgress } from "../../egress/receivers.ts";
import { CONTEXT, freeRoom, imageContent, never, textContent } from "../scripted.ts";
import { type Asked, failureOf, startVendor } from "../vendors.ts";

const JPEG: Image = { type: "image/jpeg", bytes: new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]) };

function answerAws(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers }).end(JSON.stringify(body));
}

function labels(...list: [name: string, parent: string, percent: number, level: number][]) {
  return {
    ModerationLabels: list.map(([Name, ParentName, Confidence, TaxonomyLevel]) => ({
      Name,
      ParentName,
      Confidence,
      TaxonomyLevel,
    })),
    ModerationModelVersion: "7.0",
    ContentTypes: [],
  };
}

async function open(
  t: TestContext,
  answer: (asked: Asked, response: ServerResponse) => void,
  over: Partial<RekognitionOptions> & { image?: Image } = {},
) {
  const vendor = await startVendor(t, answer);
  const { image = JPEG, ...options } = over;
  const evaluator = createRekognition(
    {
      name: "rekognition",
      region: "eu-central-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      endpoint: vendor.url,
      ...options,
    },
    { egress: openEgress(t), media: { image: async () => image }, clock: systemClock, room: freeRoom },
  );
  const ask = (content = imageContent("https://a.example/1")) => evaluator.evaluate(content, CONTEXT, never());
  return { vendor, evaluator, ask };
}

describe("Rekognition", () => {
  test("is asked with the picture's bytes, signed, through the guarded way out", async (t) => {
    const { vendor, ask } = await open(t, (_asked, response) => answerAws(response, 200, labels()));
    assert.deepEqual(await ask(), []);
    const [{ method, path, headers, body }] = vendor.asked as [Asked];
    assert.deepEqual([method, path], ["POST", "/"]);
    assert.equal(headers["x-amz-target"], "RekognitionService.DetectModerationLabels");
    assert.match(
      headers.authorization!,
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/rekognition\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
    );
    assert.deepEqual(JSON.parse(body), {
      Image: { Bytes: Buffer.from(JPEG.bytes).toString("base64") },
      MinConfidence: 20,
    });
  });

  test("maps its labels by what they belong to", async (t) => {
    const { ask } = await open(t, (_asked, response) =>
      answerAws(
        response,
        200,
        labels(
          ["Violence", "", 99.2, 1],
          ["Graphic Violence", "Violence", 99.2, 2],
          ["Self-Harm", "Graphic Violence", 60.5, 3],
          ["Explicit", "", 30, 1],
          ["Something New", "", 80, 1],
        ),
      ),
    );
    assert.deepEqual(
      (await ask()).map(({ label, confidence, isInformational }) => [label, confidence, isInformational]),
      [
        ["violence", 0.992, false],
        ["self_harm", 0.605, false],
        ["adult", 0.3, true],
        ["something_new", 0.8, false],
      ],
    );
  });

  test("is not believed what no model has: labels without number, and names of objects' own", async (t) => {
    const flood = Array.from(
      { length: 501 },
      (_, index) => [`Label ${index}`, "", 90, 1] as [string, string, number, number],
    );
    const { ask: askFlood } = await open(t, (_asked, response) => answerAws(response, 200, labels(...flood)));
    assert.equal((await failureOf(askFlood())).code, "invalid_answer");
    const { ask } = await open(t, (_asked, response) =>
      answerAws(response, 200, labels(["constructor", "", 90, 1], ["toString", "constructor", 90, 2])),
    );
    assert.deepEqual(
      (await ask()).map(({ label, isInformational }) => [label, isInformational]),
      [
        ["constructor", false],
        ["tostring", false],
      ],
    );
  });

  test("does not repeat what was signed, which has the session's token, nor the key", async (t) => {
    const [secretAccessKey, sessionToken] = ["wJalrXUtnFEMI", "IQoJb3JpZ2luX2VjE"];
    const Message = `The Canonical String should have been x-amz-security-token:${sessionToken} by ${secretAccessKey}`;
    const { ask } = await open(
      t,
      (_asked, response) => answerAws(response, 400, { __type: "InvalidSignatureException", Message }),
      { credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey, sessionToken } },
    );
    const { code, message } = await failureOf(ask());
    assert.equal(code, "not_configured");
    assert.match(message, /x-amz-security-token:\(secret\) by \(secret\)/);
  });

  test("lets the site's threshold of a label be the last word", async (t) => {
    const { ask } = await open(t, (_asked, response) => answerAws(response, 200, labels(["Alcohol", "", 70, 1])), {
      thresholds: { alcohol: 0.9 },
    });
    assert.equal((await ask())[0]!.isInformational, true);
  });

  test("is asked once for each picture, and never for a text", async (t) => {
    const { vendor, evaluator, ask } = await open(t, (_asked, response) => answerAws(response, 200, labels()));
    await ask(imageContent("https://a.example/1", "https://a.example/2"));
    assert.equal(vendor.asked.length, 2);
    assert.deepEqual(evaluator.judges(textContent("a")), []);
  });

  test("is not sent what it does not take", async (t) => {
    const webp = await open(t, () => undefined, { image: { type: "image/webp", bytes: new Uint8Array(20) } });
    assert.equal((await failureOf(webp.ask())).code, "media_type");
    const large = { type: "image/jpeg", bytes: new Uint8Array(5 * 1024 * 1024 + 1) } as const;
    const tooLarge = await open(t, () => undefined, { image: large });
    assert.equal((await failureOf(tooLarge.ask())).code, "media_too_large");
    assert.equal(webp.vendor.asked.length + tooLarge.vendor.asked.length, 0);
  });

  test("is not asked without credentials", async (t) => {
    const { vendor, ask } = await open(t, () => undefined, { credentials: null });
    assert.equal((await failureOf(ask())).code, "not_configured");
    assert.equal(vendor.asked.length, 0);
  });
});

describe("A failure of Rekognition's", () => {
  const cases: [status: number, name: string, code: string][] = [
    [400, "ThrottlingException", "rate_limited"],
    [400, "ProvisionedThroughputExceededException", "rate_limited"],
    [400, "InvalidImageFormatException", "media_type"],
    [400, "ImageTooLargeException", "media_too_large"],
    [400, "AccessDeniedException", "not_configured"],
    [400, "UnrecognizedClientException", "not_configured"],
    [400, "InvalidParameterException", "refused"],
    [500, "InternalServerError", "unavailable"],
  ];
  for (const [status, name, code] of cases) {
    test(`called ${name} is ${code}`, async (t) => {
      const { vendor, ask } = await open(t, (_asked, response) =>
        answerAws(response, status, { __type: name, Message: "So it is." }),
      );
      const failure = await failureOf(ask());
      assert.equal(failure.code, code, failure.message);
      assert.match(failure.message, new RegExp(name));
      assert.equal(vendor.asked.length, 1, "the guard repeats, not the library");
    });
  }

  const answers: [what: string, answer: (response: ServerResponse) => void, code: string][] = [
    ["has no labels", (response) => answerAws(response, 200, {}), "invalid_answer"],
    [
      "has a confidence out of range",
      (response) => answerAws(response, 200, labels(["Violence", "", 101, 1])),
      "invalid_answer",
    ],
    ["is not JSON", (response) => void response.writeHead(200).end("<html>"), "invalid_answer"],
    ["never comes", () => undefined, "timeout"],
    ["breaks off", (response) => void response.destroy(), "unavailable"],
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
});
