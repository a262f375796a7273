import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkTold, submitTold, type Told } from "../harness/callbacks.ts";
import { givenReceiver } from "../harness/given.ts";
import { HubProcess } from "../harness/hub.ts";
import { judgeByLists } from "../harness/moderation.ts";
import { Site } from "../harness/site.ts";

const KILLS = 3;
const JOBS_BETWEEN = 40;

test("killed while it tells ends of jobs, the hub tells each at the job's own address after its next start", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-callbacks-"));
  const receiver = await givenReceiver(t);
  let hub = await HubProcess.start({ dataDir });
  t.after(async () => {
    await hub.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  let site = await Site.open(hub.api, "omnifence");
  await judgeByLists(site);
  const told: Told[] = [];
  for (let kills = 0; kills < KILLS; kills++) {
    // Nobody answers until the hub is gone: whatever it has begun to tell, it owes.
    receiver.answer = () => undefined;
    const before = receiver.received.length;
    const numbers = Array.from({ length: JOBS_BETWEEN }, (_, place) => kills * JOBS_BETWEEN + place);
    const submitted = await Promise.all(numbers.map((number) => submitTold(site, receiver, number)));
    told.push(...submitted.filter((one) => one !== undefined));
    await receiver.until(before + 1);
    await hub.kill();
    receiver.answer = () => 200;
    hub = await HubProcess.start({ dataDir });
    site = await Site.of(hub.api, site.id);
  }
  assert.equal(told.length, KILLS * JOBS_BETWEEN);
  await checkTold(site, receiver, told);
  assert.deepEqual((await site.api.expect(200, site.api.get("/v1/webhooks"))).webhooks, []);
});
