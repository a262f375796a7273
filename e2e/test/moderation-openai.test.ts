import assert from "node:assert/strict";
import { test } from "node:test";
import { givenInbound } from "../harness/inbound.ts";
import { submit, untilMedia } from "../harness/moderation.ts";
import { error, OpenAi } from "../platforms/openai.ts";

type Media = Awaited<ReturnType<typeof untilMedia>>;
const isJudged = ({ status }: Media) => status !== "pending";

test("OpenAI is asked once a key is entered, its trouble is no pass, and its scores are told", async (t) => {
  const openai = new OpenAi();
  const { site, app } = await givenInbound(t, [openai]);
  await site.subscribe({ url: app.url, events: ["media.moderated"], contract: "pixelpatrol", ordering: "webhook" });
  const before = await untilMedia(site, await submit(site, { body: "I will stab you" }), isJudged);
  assert.deepEqual([before.status, openai.asked], ["approved", 0], "nobody is asked who was not chosen");

  const choose = (wishes: object) =>
    site.api.expect(
      200,
      site.api.put("/v1/moderation", { evaluators: [{ name: "openai", kind: "openai", ...wishes }] }),
    );
  await choose({ api_key: "sk-of-nobody" });
  const refused = await untilMedia(site, await submit(site, { body: "What a fine day" }), isJudged);
  assert.deepEqual(
    [refused.status, refused.decisions[0].failures],
    ["flagged", [{ evaluator: "openai", code: "not_configured" }]],
  );

  await choose({ api_key: openai.apiKey });
  // It is asked again when it asks for that.
  openai.troubles.add(error(429, "Rate limit reached", "rate_limit_exceeded", { "retry-after": "1" }));
  const fine = await untilMedia(site, await submit(site, { body: "What a fine day" }), isJudged);
  assert.equal(fine.status, "approved");
  const violent = await untilMedia(site, await submit(site, { body: "I will stab you" }), isJudged);
  assert.equal(violent.status, "flagged");
  const [, , , last] = await app.until(4);
  const { ai_results, moderation_type, moderation_details } = last!.json.data;
  assert.deepEqual(ai_results.labels, [{ name: "violence", confidence: 0.97 }]);
  assert.equal(moderation_type, "ai");
  assert.equal(moderation_details.ai_analysis.violence, 0.97);
  const metrics = await site.api.as(null).get("/metrics");
  assert.match(String(metrics.body), /tabellary_evaluator_requests_total\{kind="openai"\} 4/);
});
