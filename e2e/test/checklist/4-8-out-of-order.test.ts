import assert from "node:assert/strict";
import { test } from "node:test";
import express from "express";
import { givenApp, givenSite } from "../../harness/given.ts";
import { genericUsersApp, type User } from "../../seeds/generic.ts";

test("4.8 out of order, repeated or unknown, the receiver ends in the right state with effects once", async (t) => {
  const users = new Map<string, User>();
  const log: string[] = [];
  const secret = "whsec_abc123...";
  const receiver = genericUsersApp(secret, users, (...line) => log.push(line.join(" ")));
  // The first request, which is user.created, meets an outage; so user.updated overtakes it.
  let requests = 0;
  const app = await givenApp(
    t,
    express().use((req, res, next) => {
      requests += 1;
      if (requests === 1) res.status(503).end();
      else receiver(req, res, next);
    }),
  );
  const site = await givenSite(t, "generic");
  const wishes = { url: `${app.url}/webhook`, events: ["*"], secret, retry_schedule: [0, 3600] };
  const webhook = await site.subscribe(wishes);

  const created = await site.send("user.created", { id: "user_123", name: "John" });
  const createdDelivery = await site.deliveryIdOf(created.id);
  await site.untilDelivery(createdDelivery, "pending", 1);
  const updated = await site.deliver("user.updated", { id: "user_123", name: "John Doe" });
  await site.retry(createdDelivery);
  await site.untilDelivery(createdDelivery, "success", 2);
  assert.deepEqual([...users.values()], [{ id: "user_123", name: "John Doe" }]);

  await site.retry(updated.id);
  await site.untilDelivery(updated.id, "success", 2);
  const unknown = await site.deliver("invoice.created", { id: "inv_1" });
  assert.equal(unknown.status_code, 200);
  assert.deepEqual(log, [
    "Handled: user.updated",
    "Came late: user.created",
    "Repeated: user.updated",
    "Unhandled event: invoice.created",
  ]);
  assert.deepEqual([...users.values()], [{ id: "user_123", name: "John Doe" }]);

  await site.change(webhook.id, { active: false });
  const skipped = await site.send("user.updated", { id: "user_123", name: "Nobody" });
  assert.equal(skipped.deliveries, 0);
  assert.equal((await site.event(skipped.id)).webhooks[0].outcome, "inactive");
  // Tests go out although it is off, and by the same connection: nothing else is on its way.
  await site.untilDelivery((await site.test(webhook.id)).delivery_id, "success");
  assert.equal(requests, 6);
});
