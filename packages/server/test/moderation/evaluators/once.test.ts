import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { once } from "../../../src/moderation/evaluators/once.ts";
import { createOpenAi } from "../../../src/moderation/evaluators/openai/openai.ts";
import { createRekognition } from "../../../src/moderation/evaluators/rekognition/rekognition.ts";
import type { Image } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { CONTEXT, freeRoom, imageContent, never, textContent } from "../scripted.ts";

describe("What is made once", () => {
  test("is made when it is first asked for, and shared", async () => {
    let made = 0;
    const ask = once(async () => ++made);
    assert.equal(made, 0);
    assert.deepEqual([...(await Promise.all([ask(), ask()])), await ask()], [1, 1, 1]);
  });

  test("is made anew after a failure, which all hear who waited for it", async () => {
    let made = 0;
    const ask = once(async () => {
      made += 1;
      if (made === 1) throw new Error("no memory left");
      return made;
    });
    const first = await Promise.allSettled([ask(), ask()]);
    assert.deepEqual(
      first.map(({ status }) => status),
      ["rejected", "rejected"],
    );
    assert.deepEqual([await ask(), await ask()], [2, 2]);
  });
});

/** Options that cannot be read at first, as a library that cannot be loaded: a client is made of them. */
function failingFirst<T extends object>(options: T, name: keyof T) {
  const value = options[name];
  const reads = { count: 0 };
  Object.defineProperty(options, name, {
    get() {
      reads.count += 1;
      if (reads.count === 1) throw new Error("no memory left");
      return value;
    },
  });
  return options;
}

/** Nobody answers. */
const egress = {
  send: async () => ({ kind: "failure", failure: "connection_refused", message: "Nobody is there." }) as never,
};
const image = async (): Promise<Image> => ({ type: "image/png", bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47]) });
const deps = { egress, media: { image }, clock: systemClock, room: freeRoom };

describe("A vendor's client that could not be made", () => {
  test("is made anew for the next item: OpenAI's", async () => {
    const options = failingFirst({ name: "openai", apiKey: "sk-test", timeoutMs: 60_000 }, "timeoutMs");
    const { evaluate } = createOpenAi(options, deps);
    await assert.rejects(evaluate(textContent("hello"), CONTEXT, never()), { message: "no memory left" });
    await assert.rejects(evaluate(textContent("hello"), CONTEXT, never()), { code: "unavailable" });
  });

  test("is made anew for the next item: Rekognition's", async () => {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
    const options = failingFirst({ name: "rekognition", credentials, region: "eu-central-1" }, "region");
    const { evaluate } = createRekognition(options, deps);
    const content = imageContent("https://a.example/1");
    await assert.rejects(evaluate(content, CONTEXT, never()), { message: "no memory left" });
    await assert.rejects(evaluate(content, CONTEXT, never()), { code: "unavailable" });
  });
});
