import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { poll, registerWebhook, WebhookHandler } from "../../src/index.ts";

const FEED = `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:thr="http://purl.org/syndication/thread/1.0" version="2.0"><channel>
  <title>Stories by A Writer on Medium</title>
  <item><title>Well said</title><guid isPermaLink="false">https://medium.com/p/b1</guid>
    <thr:in-reply-to ref="https://medium.com/p/a1"/><dc:creator>A Reader</dc:creator>
    <pubDate>Thu, 01 Jan 2026 01:00:00 GMT</pubDate></item>
</channel></rss>`;

test("3.4 challenges are answered, TikTok's comment.post is taken, and Medium says that it is polled and is", async (t) => {
  const handler = new WebhookHandler({
    platforms: {
      twitter: { secret: { consumerSecret: "consumer" } },
      instagram: { secret: { appSecret: "app", verifyToken: "mine" } },
      tiktok: { secret: { clientSecret: "client", verifyToken: "mine" } },
    },
    waits: true,
    log: null,
  });
  const seen: string[] = [];
  handler.on("comment.created", ({ platform, data }) => seen.push(`${platform} ${data.comment.id}`));
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => handler.stop());
  const base = `http://127.0.0.1:${port}/webhook`;

  const crc = await fetch(`${base}/twitter?crc_token=abc`);
  const digest = createHmac("sha256", "consumer").update("abc").digest("base64");
  assert.deepEqual(await crc.json(), { response_token: `sha256=${digest}` });
  for (const platform of ["instagram", "tiktok"]) {
    const query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
    const right = await fetch(`${base}/${platform}?${query}mine`);
    assert.deepEqual([right.status, await right.text()], [200, "1158201444"]);
    assert.equal((await fetch(`${base}/${platform}?${query}theirs`)).status, 403);
  }

  const body = '{"type":"comment.post","data":{"id":"c1","video_id":"v1","text":"hi","user":{"username":"u"}}}';
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", "client").update(`${seconds}.${body}`).digest("hex");
  const headers = { "TikTok-Signature": `t=${seconds},s=${signature}` };
  assert.equal((await fetch(`${base}/tiktok`, { method: "POST", headers, body })).status, 200);

  const url = "https://your-domain.com/webhook/medium";
  await assert.rejects(registerWebhook({ platform: "medium", url }), /use polling/);
  const feed = async () => new Response(FEED, { headers: { "content-type": "text/xml" } });
  const polled = await poll("medium", { subject: { feed: "@writer" }, fetch: feed });
  assert.ok(polled.ok);
  await handler.handle(polled.events, { wait: true });
  assert.deepEqual(seen, ["tiktok c1", "medium b1"]);
});
