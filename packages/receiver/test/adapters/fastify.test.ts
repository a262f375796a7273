import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import fastify, { type FastifyInstance } from "fastify";
import type { WebhookHandler } from "../../src/index.ts";
import { toFastify } from "../../src/node.ts";
import { body, conformAdapter, type Mounted, post, recorder } from "./conformance.ts";

async function listen(app: FastifyInstance, handler: WebhookHandler, platform?: string): Promise<Mounted> {
  await app.register(toFastify(handler, { platform }), { prefix: "/webhook" });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}

conformAdapter("Fastify", (handler, platform) => listen(fastify(), handler, platform));

test("Fastify: the app's own routes go on parsing, in whatever way the app parses", async () => {
  const app = fastify();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_, text, done) => {
    done(null, { parsed: JSON.parse(text as string) });
  });
  app.post("/other", async (request) => request.body);
  const { handler, texts } = recorder();
  const { port, close } = await listen(app, handler);
  assert.equal((await post(port)).status, 200);
  assert.deepEqual(JSON.parse((await post(port, {}, "/other")).text), { parsed: JSON.parse(body) });
  assert.deepEqual(texts, ["naïve"]);
  await close();
});

test("Fastify: a body that a hook has read is named so, with what to do; bytes that it kept are used", async () => {
  for (const keeps of [false, true]) {
    const app = fastify().decorateRequest("rawBody", null as Buffer | null);
    app.addHook("preParsing", async (request, _, payload) => {
      const bytes = Buffer.concat(await payload.toArray());
      if (keeps) request.setDecorator("rawBody", bytes);
    });
    const { handler, texts, refusals } = recorder();
    const { port, close } = await listen(app, handler);
    const { status, text } = await post(port);
    if (keeps) assert.deepEqual([status, texts], [200, ["naïve"]]);
    else {
      assert.deepEqual([status, text], [503, '{"error":"body_already_parsed"}']);
      assert.match(refusals[0]!, /preParsing/);
    }
    await close();
  }
});

test("Fastify: the app's hooks see the request and its answer", async () => {
  const app = fastify();
  const seen: string[] = [];
  app.addHook("onRequest", async ({ url }) => void seen.push(url));
  app.addHook("onResponse", async (_, reply) => void seen.push(`${reply.raw.statusCode}`));
  const { port, close } = await listen(app, recorder().handler);
  await post(port, {}, "/webhook/unified");
  await close();
  assert.deepEqual(seen, ["/webhook/unified", "200"]);
});
