import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";
import { givenInternet } from "../../platforms/internet.ts";
import { OmniFence } from "../../platforms/omnifence.ts";

test("2.7 what ended while the hub was down settles when it is back, and a webhook that is lost at the next sweep", async (t) => {
  const omnifence = new OmniFence();
  const internet = await givenInternet(t, omnifence);
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-sweep-"));
  const app = await givenReceiver(t);
  const start = async () => {
    const hub = await HubProcess.start({ dataDir, env: internet.env });
    internet.hubUrl = hub.url;
    return hub;
  };
  let hub = await start();
  t.after(async () => {
    await hub.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  let site = await Site.open(hub.api, "generic");
  const secrets = { acceptUnverified: "yes", secret: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };
  const wishes = { platform: "omnifence", secrets: { ...secrets, apiKey: omnifence.apiKey } };
  const source = await Source.open(site, { ...wishes, reconcile: { interval_seconds: 30 } });
  omnifence.webhookUrl = source.url;
  await site.subscribe({ url: app.url, events: ["omnifence.job.*"] });
  const jobs = Array.from({ length: 5 }, () => omnifence.submit().job_id);
  for (const job_id of jobs) await source.do("jobs", { job_id, kind: "prompt" });
  await hub.kill();
  // The one webhook that there will ever be finds nobody.
  for (const job_id of jobs) assert.equal(await omnifence.send(omnifence.finish(job_id, false)), undefined);

  hub = await start();
  site = await Site.of(hub.api, site.id);
  const lost = omnifence.submit().job_id;
  const { status } = await site.api.post(`/v1/sources/${source.id}/jobs`, { job_id: lost, kind: "prompt" });
  assert.equal(status, 201);
  omnifence.finish(lost, true);
  // A job is asked after when it is a minute old.
  const received = await app.until(6);
  const verdicts = new Map(received.map(({ json }) => [json.data.job_id, json.data.is_prohibited]));
  assert.deepEqual(verdicts, new Map([...jobs.map((id): [string, boolean] => [id, false]), [lost, true]]));
  assert.equal(app.received.length, 6);
});
