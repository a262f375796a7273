import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { deleteWebhook, listWebhooks, registerWebhook, WebhookHandler, WebhookMonitor } from "../../src/index.ts";
import { fakeApi, json } from "../fake-api.ts";

/** X, as https://docs.x.com/x-api/webhooks/quickstart has it; it sends to each address that is registered. */
function startX(consumerSecret: string) {
  const webhooks = new Map<string, string>();
  const { fetch: api } = fakeApi(async ({ method, url, body }) => {
    const listed = [...webhooks].map(([id, address]) => ({ id, url: address, valid: true }));
    if (method === "GET") return json({ data: listed });
    if (method === "DELETE") return json({ data: { deleted: webhooks.delete(url.pathname.split("/").at(-1)!) } });
    const id = String(1146654567674912769n + BigInt(webhooks.size));
    const { url: address } = JSON.parse(body);
    const { response_token } = (await (await fetch(`${address}?crc_token=abc`)).json()) as { response_token: string };
    assert.equal(response_token, `sha256=${createHmac("sha256", consumerSecret).update("abc").digest("base64")}`);
    webhooks.set(id, address);
    return json({ data: { id, url: address, valid: true } });
  });
  const tell = async (id: string) => {
    const tweet = { id_str: id, text: "Hello", user: { id_str: "1", screen_name: "u" } };
    const body = JSON.stringify({ for_user_id: "1", tweet_create_events: [tweet] });
    const signature = `sha256=${createHmac("sha256", consumerSecret).update(body).digest("base64")}`;
    for (const address of webhooks.values()) {
      const headers = { "x-twitter-webhooks-signature": signature };
      assert.equal((await fetch(address, { method: "POST", headers, body })).status, 200);
    }
  };
  return { api, tell };
}

test("3.10 registered twice an event is handled once and the monitor says so; deleted, it is gone and events stop", async (t) => {
  const secret = "consumer";
  const handler = new WebhookHandler({ platforms: { twitter: { secret } }, log: null });
  const seen: unknown[] = [];
  handler.on("post.created", ({ data }) => seen.push(data.id));
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => handler.stop());
  const x = startX(secret);
  const access = { platform: "twitter", credentials: { bearerToken: "app" }, fetch: x.api };
  const url = `http://127.0.0.1:${port}/webhook/twitter`;
  const list = async () => (await listWebhooks(access)).map((webhook) => `${webhook.id}: ${webhook.url}`);

  const first = await registerWebhook({ ...access, url, secret });
  assert.deepEqual(await list(), [`${first.id}: ${url}`]);
  const second = await registerWebhook({ ...access, url, secret });
  assert.notEqual(second.id, first.id);
  await x.tell("1050118621198921728");
  await handler.drain();
  assert.deepEqual(seen, ["1050118621198921728"]);
  const monitor = new WebhookMonitor({ registrations: [{ ...access, url }], log: null });
  assert.deepEqual(
    (await monitor.check()).problems.map(({ kind }) => kind),
    ["registration_double"],
  );

  for (const { id } of [first, second]) await deleteWebhook({ ...access, webhookId: id });
  assert.deepEqual(await list(), []);
  await x.tell("1050118621198921729");
  await handler.drain();
  assert.equal(seen.length, 1);
});
