import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { givenInbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";

/** As the page prints them: ids are beyond 2^53. */
const SAMPLES = {
  twitter:
    '{"tweet_create_events":[{"created_at":"Wed Oct 10 20:19:24 +0000 2018","id":1050118621198921728,"text":"Hello, world!","user":{"id":123456789,"screen_name":"username"}}]}',
  reddit:
    '{"data":{"author":{"name":"username"},"body":"Comment text","id":"comment_id","link_id":"post_id"},"type":"comment.post"}',
  youtube: '{"comment":{"id":"comment_id","snippet":{"textDisplay":"Comment text","authorDisplayName":"username"}}}',
  instagram:
    '{"entry":[{"changes":[{"field":"comments","value":{"id":"comment_id","text":"Comment text","from":{"username":"username"}}}]}]}',
};
type Name = keyof typeof SAMPLES;

const SECRETS: Record<Name, Record<string, string>> = {
  twitter: { consumerSecret: "s" },
  reddit: { secret: "s" },
  youtube: { hubSecret: "s" },
  instagram: { appSecret: "s", verifyToken: "mine" },
};

/** Each as its platform signs; Reddit sends nothing itself, so a relay does. */
const SIGN: Record<Name, (body: string) => Record<string, string>> = {
  twitter: (body) => ({ "x-twitter-webhooks-signature": `sha256=${digest(body, "base64")}` }),
  reddit: (body) => ({ "x-signature": digest(body, "hex"), "x-timestamp": String(Math.floor(Date.now() / 1000)) }),
  youtube: (body) => ({ "x-hub-signature": `sha256=${digest(body, "hex")}` }),
  instagram: (body) => ({ "x-hub-signature-256": `sha256=${digest(body, "hex")}` }),
};

function digest(body: string, encoding: "hex" | "base64"): string {
  return createHmac("sha256", "s").update(body).digest(encoding);
}

test("3.3 the four native samples come to the application as events, digit for digit; a batch of two as two", async (t) => {
  const { internet, site, app } = await givenInbound(t);
  await site.subscribe({ url: app.url, events: ["comment.*", "post.*"], contract: "moderation-ai" });
  const sources = new Map<Name, Source>();
  const send = async (platform: Name, body: string) => {
    const answer = await internet.send(sources.get(platform)!.url, { headers: SIGN[platform](body), body });
    assert.equal(answer.status, 200, `${platform}: ${answer.text}`);
  };
  for (const platform of Object.keys(SAMPLES) as Name[]) {
    sources.set(platform, await Source.open(site, { platform, secrets: SECRETS[platform] }));
    await send(platform, SAMPLES[platform]);
    await app.until(sources.size);
  }
  const [twitter, ...others] = app.received.map(({ json }) => json);
  assert.deepEqual([twitter.event_type, twitter.platform], ["post.created", "twitter"]);
  const { post } = twitter.data;
  assert.deepEqual(
    [post.id, post.text, post.author_username, post.created_at],
    ["1050118621198921728", "Hello, world!", "username", "2018-10-10T20:19:24Z"],
  );
  assert.equal(twitter.data.native.id, "1050118621198921728", "also in the platform's own words");
  assert.deepEqual(
    others.map(({ platform }) => platform),
    ["reddit", "youtube", "instagram"],
  );
  for (const { event_type, data } of others) {
    assert.equal(event_type, "comment.created");
    assert.deepEqual(
      [data.comment.id, data.comment.text, data.comment.author_username],
      ["comment_id", "Comment text", "username"],
    );
  }

  const change = (id: string) => ({ field: "comments", value: { id, text: id, from: { username: "u" } } });
  await send("instagram", JSON.stringify({ entry: [{ changes: [change("one"), change("two")] }] }));
  const both = (await app.until(6)).slice(4).map(({ json }) => json.data);
  assert.deepEqual(both.map(({ comment }) => comment.id).sort(), ["one", "two"]);
  assert.equal(new Set(both.map(({ source }) => source.message_id)).size, 1, "of one message");
});
