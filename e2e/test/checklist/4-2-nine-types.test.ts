import assert from "node:assert/strict";
import { test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";

const TYPES = [
  "user.created",
  "user.updated",
  "user.deleted",
  "project.created",
  "project.updated",
  "project.deleted",
  "file.uploaded",
  "payment.succeeded",
  "payment.failed",
];
const THREE = ["user.created", "user.updated", "project.created"];

test("4.2 of nine event types each webhook gets those it is subscribed to, and no other", async (t) => {
  const site = await givenSite(t, "generic");
  const all = await givenReceiver(t);
  const three = await givenReceiver(t);
  const group = await givenReceiver(t);
  const secret = "whsec_abc123...";
  const allHook = await site.subscribe({ url: all.url, events: TYPES, secret });
  await site.subscribe({ url: three.url, events: THREE, secret });
  await site.subscribe({ url: group.url, events: ["payment.*"], secret });

  const sent = new Map<string, { id: string; created_at: string; deliveries: number }>();
  for (const type of TYPES) sent.set(type, await site.send(type, { id: `of ${type}` }));
  await all.until(9);
  await three.until(3);
  await group.until(2);
  for (const { id } of await site.deliveriesOf(allHook.id)) await site.untilDelivery(id, "success");

  const typesOf = (receiver: typeof all) => receiver.received.map(({ json }) => json.type).sort();
  assert.deepEqual(typesOf(all), [...TYPES].sort());
  assert.deepEqual(typesOf(three), [...THREE].sort());
  assert.deepEqual(typesOf(group), ["payment.failed", "payment.succeeded"]);
  for (const { json, headers, body } of [...all.received, ...three.received, ...group.received]) {
    const { id, created_at } = sent.get(json.type)!;
    assert.deepEqual(json, { id, type: json.type, created_at, data: { id: `of ${json.type}` } });
    assert.match(json.id, /^evt_/);
    assert.deepEqual(Object.keys(json), ["id", "type", "created_at", "data"]);
    assert.equal(headers["x-webhook-signature"], hexHmac(secret, body));
  }
  // What was never owed cannot come later.
  for (const [type, { deliveries }] of sent) {
    const expected = 1 + Number(THREE.includes(type)) + Number(type.startsWith("payment."));
    assert.equal(deliveries, expected, type);
  }
});
