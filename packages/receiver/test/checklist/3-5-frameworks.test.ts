import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { app as expressApp, handler as expressHandler } from "../../../../examples/seeds/moderation-ai/express.ts";
import { app as honoApp, handler as honoHandler } from "../../../../examples/seeds/moderation-ai/hono.ts";
import type { WebhookHandler } from "../../src/index.ts";
import { comment, unified } from "../unified-requests.ts";

type Send = (headers: Record<string, string>, body: string) => Promise<Response>;

async function check(handler: WebhookHandler, send: Send): Promise<void> {
  const seen: string[] = [];
  handler.on("comment.created", ({ data }) => seen.push(data.comment.text));
  const body = unified("comment.created", { comment });
  const signature = createHmac("sha256", "your_secret").update(body).digest("hex");
  const valid = await send({ "X-Signature": signature }, body);
  assert.deepEqual([valid.status, await valid.json()], [200, { status: "ok" }]);
  await handler.drain();
  assert.deepEqual(seen, ["Comment text"]);
  for (const headers of [{ "X-Signature": "test_signature" }, { "X-Signature": signature.replace(/^./, "x") }, {}]) {
    const refused = await send(headers as Record<string, string>, body);
    assert.equal(refused.status, 401);
    assert.match(await refused.text(), /Invalid signature/);
  }
  await handler.drain();
  assert.equal(seen.length, 1);
}

test("3.5 the FastAPI sample's twin answers ok and its handler ran; a wrong and a missing signature are 401", async () => {
  const send: Send = async (headers, body) =>
    honoApp.request("/webhook/moderation-ai", { method: "POST", headers, body });
  await check(honoHandler, send);
});

test("3.5 the Flask sample's twin, which does not wait for handle, runs its handler too", async (t) => {
  const server = expressApp.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/moderation-ai`;
  await check(expressHandler, (headers, body) => fetch(url, { method: "POST", headers, body }));
});
