import assert from "node:assert/strict";
import { test } from "node:test";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { toHono } from "../../src/index.ts";
import { body, conformAdapter, listen, recorder, signed } from "./conformance.ts";

type Env = { Bindings: HttpBindings };
const addressOf = (context: Context<Env>) => getConnInfo(context).remote.address;

conformAdapter("Hono", (handler, platform) => {
  const app = new Hono<Env>().all("/webhook/*", toHono(handler, { platform, addressOf }));
  return listen(getRequestListener(app.fetch));
});

async function answerAfter(middleware: MiddlewareHandler, text: string | Uint8Array = body) {
  const seen = recorder();
  const app = new Hono().use(middleware).all("/webhook/*", toHono(seen.handler));
  const headers = { ...signed(text), "content-length": `${new Blob([text as BlobPart]).size}` };
  const response = await app.request("/webhook", { method: "POST", headers, body: text as BodyInit });
  return { status: response.status, text: await response.text(), ...seen };
}

test("Hono: what a middleware has read by c.req is there to be verified", async () => {
  const reads: ((c: Context) => Promise<unknown>)[] = [
    (c) => c.req.json(),
    (c) => c.req.text(),
    (c) => c.req.arrayBuffer(),
    (c) => c.req.blob(),
  ];
  for (const read of reads) {
    const { status, texts } = await answerAfter(async (c, next) => {
      await read(c);
      await next();
    });
    assert.deepEqual([status, texts], [200, ["naïve"]], String(read));
  }
  assert.equal((await answerAfter(bodyLimit({ maxSize: 10_000 }))).status, 200);
});

test("Hono: what is gone is named so, with what to do", async () => {
  const reads: ((c: Context) => Promise<unknown>)[] = [
    (c) => c.req.raw.json(),
    (c) => c.req.raw.text(),
    async (c) => c.req.raw.body?.getReader(),
  ];
  for (const read of reads) {
    const { status, text, refusals } = await answerAfter(async (c, next) => {
      await read(c);
      await next();
    });
    assert.deepEqual([status, text], [503, '{"error":"body_already_parsed"}'], String(read));
    assert.match(refusals[0]!, /mount toHono before.*c\.req\.text\(\)/);
  }
});

test("Hono: bytes that were not the text that a middleware made of them are named so", async () => {
  const marked = new TextEncoder().encode(`\ufeff${body}`);
  const { status, text } = await answerAfter(async (c, next) => {
    await c.req.text();
    await next();
  }, marked);
  assert.deepEqual([status, text], [503, '{"error":"body_already_parsed"}']);
});

test("Hono: what a middleware has read is bounded too", async () => {
  const { handler } = recorder({ bodyBytesMax: 100 });
  const app = new Hono().use(async (c, next) => {
    await c.req.text();
    await next();
  });
  app.all("/webhook", toHono(handler));
  assert.equal((await app.request("/webhook", { method: "POST", headers: signed(), body })).status, 413);
});

test("Hono: an addressOf that throws is told to onError, and the request goes on without an address", async () => {
  const errors: unknown[] = [];
  const { handler, texts } = recorder();
  handler.onError((error) => errors.push(error));
  // Off Node there is no `env.incoming`, so this one throws.
  const app = new Hono<Env>().all("/webhook", toHono(handler, { addressOf }));
  assert.equal((await app.request("/webhook", { method: "POST", headers: signed(), body })).status, 200);
  assert.deepEqual([texts, errors.length], [["naïve"], 1]);
  assert.ok(errors[0] instanceof TypeError);
});
