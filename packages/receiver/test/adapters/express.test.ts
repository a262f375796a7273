import assert from "node:assert/strict";
import { test } from "node:test";
import express, { type Express } from "express";
import { toExpress } from "../../src/node.ts";
import { body, conformAdapter, listen, post, recorder, signed } from "./conformance.ts";

conformAdapter("Express", (handler, platform) => listen(express().use("/webhook", toExpress(handler, { platform }))));

/** What the app does with a body before the handler is asked. */
async function answerAfter(app: Express, init: RequestInit = {}) {
  const seen = recorder();
  const { port, close } = await listen(app.use("/webhook", toExpress(seen.handler)));
  const answer = await post(port, init);
  await close();
  return { ...answer, ...seen };
}

test("Express: a body that express.json() has parsed is named so, with what to do", async () => {
  for (const parser of [express.json(), express.urlencoded({ extended: true })]) {
    const type = parser.name === "jsonParser" ? "application/json" : "application/x-www-form-urlencoded";
    const { status, text, refusals } = await answerAfter(express().use(parser), {
      headers: { ...signed(), "content-type": type },
    });
    assert.deepEqual([status, text], [503, '{"error":"body_already_parsed"}']);
    assert.match(refusals[0]!, /before express\.json\(\).*request\.rawBody = bytes/);
  }
});

test("Express: bytes that a parser kept are used", async () => {
  const keeping = express.json({
    verify: (request, _, bytes) => {
      Object.assign(request, { rawBody: bytes });
    },
  });
  for (const parser of [keeping, express.raw({ type: "*/*" }), express.text({ type: "*/*" })]) {
    const { status, texts } = await answerAfter(express().use(parser));
    assert.deepEqual([status, texts], [200, ["naïve"]]);
  }
});

test("Express: a parser that left the body alone is no hindrance, nor is one after the handler", async () => {
  const headers = { ...signed(), "content-type": "application/atom+xml" };
  assert.equal((await answerAfter(express().use(express.json()), { headers })).status, 200);
  const { handler } = recorder();
  const app = express().use("/webhook", toExpress(handler)).use(express.json());
  app.post("/other", (request, response) => void response.json(request.body));
  const { port, close } = await listen(app);
  assert.equal((await post(port)).status, 200);
  assert.deepEqual(JSON.parse((await post(port, {}, "/other")).text), JSON.parse(body));
  await close();
});
