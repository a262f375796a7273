import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { findFaults, readKept, SendingPlatform } from "../../account/messages.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { seeded } from "../../harness/random.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";

const KILLS = 10;
const SEED = 20_261;
const SECRET = "the-secret-of-the-source";
const SENDERS = 6;
/** A kill comes when so many messages more were acknowledged, and then at a moment of the dice. */
const BETWEEN = 10;
const KILL_MS_MAX = 450;

test("killed ten times with kill -9 under load, every acknowledged message is there, and each of its events once", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-inbound-"));
  const app = await givenReceiver(t);
  let hub = await HubProcess.start({ dataDir });
  t.after(async () => {
    await hub.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const site = await Site.open(hub.api, "generic");
  await site.subscribe({ url: app.url, events: ["generic.*"] });
  const source = await Source.open(site, { platform: "generic", secrets: { secret: SECRET } });
  const { pathname: path } = new URL(source.url);
  const platform = new SendingPlatform({ path, secret: SECRET, seed: SEED, senders: SENDERS });
  const random = seeded(SEED);
  for (let kill = 0; kill < KILLS; kill++) {
    const load = platform.sendTo(hub.url);
    await platform.untilMore(BETWEEN);
    await passed(random() * KILL_MS_MAX);
    await hub.kill();
    await load;
    hub = await HubProcess.start({ dataDir });
  }
  await platform.settle(hub.url);
  const after = await Site.of(hub.api, site.id);
  await after.untilNothingIsOwed();
  const kept = await readKept(after.api, source.id);
  const { sent } = platform;
  const repeated = sent.filter(({ tries }) => tries > 1).length;
  t.diagnostic(
    `${sent.length} messages, ${repeated} of them sent again, ${app.received.length} requests at the application`,
  );
  assert.deepEqual(findFaults(platform, kept).slice(0, 10), []);
  assert.equal(kept.events.size, sent.length, "in the end each was acknowledged");
  const arrived = new Set(app.received.map(({ json }) => json.id));
  const made = new Set([...kept.events.values()].flat().map(({ id }) => id));
  assert.deepEqual(arrived, made, "the application got each of these events, and no other");
  assert.ok(repeated > 0, "there were repeats");
});

/** The moment of the kill is the experiment: it comes when its time has come, whatever the hub is doing. */
function passed(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
