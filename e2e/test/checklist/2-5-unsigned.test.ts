import assert from "node:assert/strict";
import { test } from "node:test";
import { givenInbound, type Inbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";
import { OmniFence } from "../../platforms/omnifence.ts";

type Context = Parameters<typeof givenInbound>[0];

interface Given extends Inbound {
  omnifence: OmniFence;
  source: Source;
}

/** An application that waits for verdicts, behind a hub that takes OmniFence's unsigned webhooks for what they are. */
async function given(t: Context): Promise<Given> {
  const omnifence = new OmniFence();
  const inbound = await givenInbound(t, [omnifence]);
  const secrets = { acceptUnverified: "yes", secret: "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" };
  const source = await Source.open(inbound.site, {
    platform: "omnifence",
    secrets: { ...secrets, apiKey: omnifence.apiKey },
    reconcile: {},
  });
  omnifence.webhookUrl = source.url;
  await inbound.site.subscribe({ url: inbound.app.url, events: ["omnifence.job.*"] });
  return { ...inbound, omnifence, source };
}

test("2.5 an unknown job changes nothing, and of an opposite verdict the sender's own is delivered", async (t) => {
  const { omnifence, source, app } = await given(t);
  const { job_id } = omnifence.submit();
  await source.do("jobs", { job_id });
  const truth = omnifence.finish(job_id, true);
  assert.equal(await omnifence.send({ ...truth, job_id: "a1b2c3d4-0000" }), 200);
  assert.equal(await omnifence.send({ ...truth, is_prohibited: false }), 200);
  const [received] = await app.until(1);
  assert.equal(received?.json.type, "omnifence.job.completed");
  assert.deepEqual([received?.json.data.job_id, received?.json.data.is_prohibited], [job_id, true]);
  assert.deepEqual(omnifence.asked, [job_id], "of a job that nobody waits for nobody asks");
  assert.equal(app.received.length, 1);
  const origins = (await source.messages()).map(({ origin, verdict }) => `${origin} ${verdict}`);
  assert.deepEqual(origins, ["sweep accepted", "request accepted", "request accepted"]);
});

test("2.6 a payload sent twice, and twice at once, has its effect once", async (t) => {
  const { omnifence, source, app } = await given(t);
  const jobs = [omnifence.submit(), omnifence.submit()].map(({ job_id }) => job_id);
  for (const job_id of jobs) await source.do("jobs", { job_id });
  const first = omnifence.finish(jobs[0]!, false);
  assert.deepEqual([await omnifence.send(first), await omnifence.send(first)], [200, 200]);
  const second = omnifence.finish(jobs[1]!, false);
  const three = [second, { ...second }, { ...second, delivery_id: "another" }];
  assert.deepEqual(await Promise.all(three.map((payload) => omnifence.send(payload))), [200, 200, 200]);
  const received = await app.until(2);
  assert.deepEqual(received.map(({ json }) => json.data.job_id).sort(), [...jobs].sort());
  const kept = (await source.messages()).filter(({ origin }) => origin === "sweep");
  assert.equal(kept.length, 2, "each verdict was found once");
  assert.equal(app.received.length, 2);
});
