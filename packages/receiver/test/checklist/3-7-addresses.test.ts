import assert from "node:assert/strict";
import { test } from "node:test";
import { handler as ranged } from "../../../../examples/seeds/moderation-ai/allowed-ips.ts";
import { WebhookHandler } from "../../src/index.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

test("3.7 who calls from outside the two ranges is refused and logged; 0.0.0.0/0 lets all in", async (t) => {
  const reasons: string[] = [];
  ranged.onRefused(({ reason }, { remoteAddress }) => reasons.push(`${reason} ${remoteAddress}`));
  const open = new WebhookHandler({ secret: "s", allowedIps: ["0.0.0.0/0"], log: null });
  t.after(() => Promise.all([ranged.stop(), open.stop()]));
  const body = unified("comment.created", { comment });
  const status = async (handler: WebhookHandler) => {
    const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
    const headers = signedHeaders(body, "s");
    return (await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body })).status;
  };
  assert.equal(await status(ranged), 403);
  assert.deepEqual(reasons, ["ip_not_allowed 127.0.0.1"]);
  open.on("comment.created", () => {});
  assert.equal(await status(open), 200);
});
