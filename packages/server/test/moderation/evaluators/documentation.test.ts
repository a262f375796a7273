import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { FAILURE_TRAITS } from "../../../src/moderation/evaluators/evaluator.ts";
import { readAnswer } from "../../../src/moderation/evaluators/http/answer.ts";
import { createHttp } from "../../../src/moderation/evaluators/http/http.ts";
import { systemClock } from "../../../src/world.ts";
import { openEgress } from "../../egress/receivers.ts";
import { evenDice, never, textContent } from "../scripted.ts";
import { answerJson, startVendor } from "../vendors.ts";

const page = await readFile(new URL("../../../../../docs/moderation/evaluators.md", import.meta.url), "utf8");
const [request, answer] = [...page.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json!));

describe("docs/moderation/evaluators.md", () => {
  test("shows a request to a classifier with the very members that it has", async (t) => {
    const { url, asked } = await startVendor(t, (_asked, response) => answerJson(response, 200, { findings: [] }));
    const { site_id: siteId, platform, author_id: authorId, metadata, modality, text, language } = request.data.item;
    const secret = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;
    const evaluator = createHttp(
      { name: "own", url, secret, judges: request.data.judges },
      {
        egress: openEgress(t),
        media: { video: () => assert.fail() },
        clock: systemClock,
        random: evenDice,
        callbacks: null,
      },
    );
    const content = { ...textContent(text), modality, language };
    await evaluator.evaluate(content, { siteId, platform, authorId, metadata }, never());
    const sent = JSON.parse(asked[0]!.body);
    const { request_id, callback_url } = sent.data;
    assert.deepEqual(sent, {
      ...request,
      timestamp: sent.timestamp,
      data: { ...request.data, request_id, callback_url },
    });
  });

  test("shows an answer that is taken", () => {
    const [finding] = readAnswer(answer, "own", textContent(request.data.item.text));
    assert.deepEqual(finding!.evidence, { kind: "text", matches: [{ start: 6, end: 11, text: "idiot" }] });
  });

  test("names every code of a failure", () => {
    const paragraph = /\*\*A failure is a finding, never a pass\.\*\*(.*?)\n\n/s.exec(page)![1]!;
    const codes = [...paragraph.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code);
    assert.deepEqual(codes, Object.keys(FAILURE_TRAITS));
  });
});
