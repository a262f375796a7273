import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { findFaults, readKept, SendingPlatform } from "../../account/messages.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { seeded } from "../../harness/random.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";

const SECRET = "the-secret-of-the-source";
const KILLS = 4;
/** A kill comes when so many messages more were acknowledged, and then at a moment of the dice. */
const BETWEEN = 10;
const SEED = 7;
const TWINS = 200;

const server = await findServer();
after(() => server.stop());

test("a message that reaches two nodes at once is one event, and both are answered", async (t) => {
  const { nodes } = await givenNodes(t, server, { nodes: 2 });
  const app = await givenReceiver(t);
  const site = await Site.open(nodes[0]!.api, "generic");
  const source = await Source.open(site, { platform: "generic", secrets: { secret: SECRET } });
  await site.subscribe({ url: app.url, events: ["generic.*"] });
  const path = new URL(source.url).pathname;
  await eventually(
    () => nodes[1]!.api.as(site.api.key).get(`/v1/sources/${source.id}`),
    ({ status }) => status === 200,
    { what: "the other node to know the source" },
  );
  await Promise.all(
    Array.from({ length: TWINS }, async (_, n) => {
      const body = JSON.stringify({ id: `evt_${n}`, type: "a.b", data: { n } });
      const headers = { "x-webhook-signature": hexHmac(SECRET, body) };
      const answers = await Promise.all(nodes.map(({ api }) => api.as(null).post(path, body, headers)));
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200],
      );
    }),
  );
  const received = await app.until(TWINS);
  assert.equal(new Set(received.map(({ json }) => json.data.source.event_id)).size, TWINS);
  const verdicts = Object.groupBy(await allMessages(source), ({ verdict }) => verdict);
  assert.deepEqual([verdicts.accepted?.length, verdicts.duplicate?.length], [TWINS, TWINS]);
  assert.equal(app.received.length, TWINS, "each event once");
});

test("nodes are killed under load, and every acknowledged message is there, each of its events once", async (t) => {
  const { nodes } = await givenNodes(t, server, { nodes: 2 });
  const app = await givenReceiver(t);
  const site = await Site.open(nodes[0]!.api, "generic");
  const source = await Source.open(site, { platform: "generic", secrets: { secret: SECRET } });
  await site.subscribe({ url: app.url, events: ["generic.*"] });
  const path = new URL(source.url).pathname;
  const platform = new SendingPlatform({ path, secret: SECRET, seed: SEED, senders: 4 });
  const random = seeded(SEED);
  for (let kill = 0; kill < KILLS; kill++) {
    const victim = nodes[kill % 2]!;
    const load = platform.sendTo(victim.url);
    await platform.untilMore(BETWEEN);
    await new Promise((resolve) => setTimeout(resolve, random() * 400));
    await victim.kill();
    await load;
    await victim.start();
  }
  await platform.settle(nodes[1]!.url);
  const after = await Site.of(nodes[0]!.api, site.id);
  await after.untilNothingIsOwed();
  const kept = await readKept(after.api, source.id);
  t.diagnostic(`${platform.sent.length} messages, ${app.received.length} requests at the application`);
  assert.deepEqual(findFaults(platform, kept).slice(0, 10), []);
  assert.equal(kept.events.size, platform.sent.length);
  assert.equal(new Set(app.received.map(({ json }) => json.id)).size, platform.sent.length);
});

async function allMessages(source: Source) {
  const { api } = source.site;
  const all = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = await api.expect(200, api.get(`/v1/sources/${source.id}/messages?limit=200${query}`));
    all.push(...page.messages);
    cursor = page.next_cursor;
  }
  return all;
}
