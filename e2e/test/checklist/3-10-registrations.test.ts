import assert from "node:assert/strict";
import { test } from "node:test";
import { givenInbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";
import { post, X } from "../../platforms/x.ts";

test("3.10 registered at two addresses an event is delivered once; deleted, it is gone and events stop", async (t) => {
  const x = new X();
  const { site, app } = await givenInbound(t, [x]);
  await site.subscribe({ url: app.url, events: ["post.created"] });
  const { consumerSecret, bearerToken } = x;
  const source = await Source.open(site, { platform: "twitter", secrets: { consumerSecret, bearerToken } });
  const list = async () => (await source.registrations()).map(({ id, url, state }) => `${id}: ${url} ${state}`);

  const first = await source.register();
  assert.deepEqual(await list(), [`${first.id}: ${source.url} active`]);
  const refused = await source.post("registrations", {});
  assert.deepEqual([refused.status, refused.body.code], [502, "platform_failed"]);
  assert.match(refused.body.detail, /DuplicateUrlFailed/);

  // The address changes, the one before goes on, and X has both.
  const { ingress_url } = await source.do("token/rotate", {});
  const second = await source.register();
  assert.notEqual(second.id, first.id);
  assert.deepEqual([...x.webhooks.values()].map(({ url }) => url).sort(), [source.url, ingress_url].sort());
  const answers = await x.tell(post("1050118621198921728", "Hello"));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200],
  );
  const [received] = await app.until(1);
  assert.equal(received?.json.data.post.id, "1050118621198921728");
  const verdicts = (await source.untilMessages(2)).map(({ verdict }) => verdict).sort();
  assert.deepEqual(verdicts, ["accepted", "duplicate"]);

  for (const { id } of [first, second]) await source.endRegistration(id);
  assert.deepEqual(await list(), []);
  assert.deepEqual(await x.tell(post("1050118621198921729", "Nobody hears")), []);
  assert.equal(app.received.length, 1);
});
