import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { givenInbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";
import { Medium } from "../../platforms/medium.ts";
import { Meta } from "../../platforms/meta.ts";
import { X } from "../../platforms/x.ts";

test("3.4 X's and Instagram's challenges are answered as they register, TikTok's check too, and to nobody who has no token", async (t) => {
  const [x, meta] = [new X(), new Meta()];
  const { internet, site } = await givenInbound(t, [x, meta]);
  const { consumerSecret, bearerToken } = x;
  // An address that may send nothing is still asked.
  const allowed_ips = ["192.0.2.0/24"];
  const twitter = await Source.open(site, { platform: "x", secrets: { consumerSecret, bearerToken }, allowed_ips });
  await twitter.register();
  assert.deepEqual(
    [...x.webhooks.values()].map(({ url, valid }) => [url, valid]),
    [[twitter.url, true]],
  );
  const { appId, appSecret } = meta;
  const secrets = { appId, appSecret, verifyToken: "mine", accessToken: meta.accountToken };
  const instagram = await Source.open(site, { platform: "instagram", secrets });
  await instagram.register();
  assert.equal(meta.subscriptions.get("instagram")?.callback_url, instagram.url);
  assert.deepEqual(meta.installed, ["comments", "live_comments"]);

  const tiktok = await Source.open(site, {
    platform: "tiktok",
    secrets: { clientSecret: "client", verifyToken: "mine" },
  });
  const query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
  const right = await internet.send(`${tiktok.url}?${query}mine`, { method: "GET" });
  assert.deepEqual([right.status, right.text], [200, "1158201444"]);
  assert.equal((await internet.send(`${tiktok.url}?${query}theirs`, { method: "GET" })).status, 403);
  const nobody = await internet.send(tiktok.url.replace(/.{5}$/, "AAAAA"), { method: "GET" });
  assert.deepEqual([nobody.status, JSON.parse(nobody.text)], [404, { error: "unknown_source" }]);
  assert.deepEqual(await tiktok.messages("verdict=accepted"), [], "a challenge tells of nothing");
});

test("3.4 TikTok's comment.post is delivered; Medium says that it is polled, and a new comment in its feed is comment.created", async (t) => {
  const medium = new Medium();
  const { internet, site, app } = await givenInbound(t, [medium]);
  await site.subscribe({ url: app.url, events: ["comment.created"] });
  const tiktok = await Source.open(site, { platform: "tiktok", secrets: { clientSecret: "client" } });
  const body = '{"type":"comment.post","data":{"id":"c1","video_id":"v1","text":"hi","user":{"username":"u"}}}';
  const seconds = Math.floor(Date.now() / 1000);
  const signature = createHmac("sha256", "client").update(`${seconds}.${body}`).digest("hex");
  const headers = { "TikTok-Signature": `t=${seconds},s=${signature}` };
  assert.equal((await internet.send(tiktok.url, { headers, body })).status, 200);
  const [first] = await app.until(1);
  assert.deepEqual([first?.json.data.platform, first?.json.data.comment.text], ["tiktok", "hi"]);

  medium.story("a1", "A story");
  const poll = { subject: { feed: "@writer" } };
  const source = await Source.open(site, { platform: "medium", secrets: {}, poll });
  const { registration, by_hand } = await source.do("registrations", {});
  assert.equal(registration, null);
  assert.match(by_hand.where, /use polling/);
  await source.do("poll");
  medium.comment("b1", "Well said", "a1");
  await source.do("poll");
  const [, second] = await app.until(2);
  assert.equal(second?.json.type, "comment.created");
  assert.deepEqual([second?.json.data.platform, second?.json.data.comment.id], ["medium", "b1"]);
});
