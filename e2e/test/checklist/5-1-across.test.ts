import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { closedPort, givenApp } from "../../harness/given.ts";
import { givenInbound } from "../../harness/inbound.ts";
import { job, judgeByLists, submit, TEXTS, untilMedia } from "../../harness/moderation.ts";
import { Source } from "../../harness/source.ts";
import { post, X } from "../../platforms/x.ts";
import { genericExpressApp } from "../../seeds/generic.ts";
import { omniFenceApp } from "../../seeds/omnifence.ts";
import { pixelPatrolApp } from "../../seeds/pixelpatrol.ts";

test("5.1 one decision reaches receivers of every contract by their own pages' code, and a dead one delays nobody", async (t) => {
  const x = new X();
  const { site, app } = await givenInbound(t, [x]);
  await judgeByLists(site);
  const [gallery, shop, studio]: [string[], string[], string[]] = [[], [], []];
  const pending = new Set<string>();
  const pixelPatrol = await givenApp(
    t,
    pixelPatrolApp("secret-of-gallery", ({ event, data }) => void gallery.push(`${event} ${data.status}`)),
  );
  const generic = await givenApp(
    t,
    genericExpressApp("secret-of-shop", (event) => void shop.push(event.type)),
  );
  const omniFence = await givenApp(
    t,
    omniFenceApp(pending, ({ job_id }) => void studio.push(job_id)),
  );
  const events = ["media.*"];
  const patrol = {
    url: `${pixelPatrol.url}/webhooks/pixel-patrol`,
    contract: "pixelpatrol",
    secret: "secret-of-gallery",
  };
  await site.subscribe({ ...patrol, events });
  await site.subscribe({ url: `${generic.url}/webhook`, secret: "secret-of-shop", events: ["*"] });
  await site.subscribe({ url: `${omniFence.url}/omnifence`, contract: "omnifence", events: ["job.*"] });
  await site.subscribe({ url: app.url, contract: "moderation-ai", events: ["comment.moderated"] });
  const dead = await site.subscribe({ url: `http://127.0.0.1:${await closedPort()}/`, events: ["*"] });

  const id = await submit(site, { body: TEXTS.violating });
  const { job_id } = await untilMedia(site, id, ({ status }) => status === "rejected");
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, { platform: "x", secrets, moderate: ["comment.created"] });
  await source.register();
  await x.tell(post("1050118621198921728", TEXTS.violating, "1"));

  const [comment] = await app.until(1);
  assert.equal(comment!.json.event_type, "comment.moderated");
  assert.equal(comment!.json.data.decision.action, "remove");
  await eventually(
    async () => [gallery.length, shop.length],
    ([patrolled, generally]) => patrolled === 4 && generally! >= 8,
  );
  assert.deepEqual(gallery.slice(0, 2), ["media.created pending", "media.moderated rejected"]);
  assert.deepEqual(
    new Set(shop),
    new Set(["media.created", "media.moderated", "job.completed", "comment.created", "comment.moderated"]),
  );
  // It was not waiting for that job, so it asks the hub, as its page says.
  assert.deepEqual(studio, []);
  assert.equal((await job(site, job_id)).is_prohibited, true);
  const failed = await eventually(
    () => site.deliveriesOf(dead.id),
    (rows) => rows.length >= 8,
  );
  assert.ok(failed.every(({ status, attempts }) => status === "pending" && attempts <= 2));
});
