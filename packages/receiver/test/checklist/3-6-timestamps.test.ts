import assert from "node:assert/strict";
import { test } from "node:test";
import { WebhookHandler } from "../../src/index.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

test("3.6 290 s old is taken; 310 s old, none and garbage are 401 Invalid timestamp, and no handler runs", async (t) => {
  const handler = new WebhookHandler({ secret: "s", waits: true, log: null });
  let count = 0;
  handler.on("*", () => count++);
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => handler.stop());
  const body = unified("comment.created", { comment });
  const send = async (timestamp: string | undefined) => {
    const { "X-Timestamp": _, ...headers } = signedHeaders(body, "s");
    const with_ = timestamp === undefined ? headers : { ...headers, "X-Timestamp": timestamp };
    const answer = await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers: with_, body });
    return [answer.status, await answer.text()];
  };
  const ago = (seconds: number) => String(Math.floor(Date.now() / 1000) - seconds);
  for (const timestamp of [ago(310), undefined, "garbage"]) {
    assert.deepEqual(await send(timestamp), [401, '{"error":"Invalid timestamp"}']);
  }
  assert.equal(count, 0);
  assert.deepEqual(await send(ago(290)), [200, '{"status":"ok"}']);
  assert.equal(count, 1);
});
