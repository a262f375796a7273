import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { givenReceiver } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";

test("0.1 settings survive a restart, and only the ticked event comes, signed with either kind of secret", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  let hub = await HubProcess.start({ dataDir });
  t.after(() => hub.stop());
  let site = await Site.open(hub.api, "pixelpatrol");
  const typedTo = await givenReceiver(t);
  const generatedTo = await givenReceiver(t);
  const events = ["media.moderated"];
  const typed = await site.subscribe({ url: typedTo.url, events, secret: "your-webhook-secret-key" });
  const generated = await site.subscribe({ url: generatedTo.url, events });
  assert.match(generated.secret, /.{32,}/);

  await hub.stop();
  hub = await HubProcess.start({ dataDir });
  site = await Site.of(hub.api, site.id);
  for (const made of [typed, generated]) {
    const { secret, ...settings } = made;
    assert.deepEqual(await site.webhook(made.id), settings);
    assert.equal(await site.secretOf(made.id), secret);
  }

  const created = await site.send("media.created", { media_id: "media_456" });
  assert.equal(created.deliveries, 0);
  const moderated = await site.send("media.moderated", { media_id: "media_456", status: "approved" });
  assert.equal(moderated.deliveries, 2);
  for (const [receiver, { secret }] of [
    [typedTo, typed],
    [generatedTo, generated],
  ] as const) {
    const [received] = await receiver.until(1);
    assert.equal(received!.json.event, "media.moderated");
    assert.equal(received!.headers["x-pixelpatrol-signature"], hexHmac(secret, received!.body));
  }
  for (const { id } of [typed, generated]) {
    const [row, ...others] = await site.deliveriesOf(id);
    await site.untilDelivery(row.id, "success", 1);
    assert.deepEqual(others, []);
  }
  assert.equal(typedTo.received.length, 1, "exactly one request");
  assert.equal(generatedTo.received.length, 1, "exactly one request");
});
