import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeApi, json } from "../../../receiver/test/fake-api.ts";
import { Asking } from "../../src/inbound/asking.ts";
import { Keeping } from "../../src/inbound/keeping.ts";
import { systemClock as clock, systemRandom as random } from "../../src/world.ts";
import { eventually, openHub } from "../http/hub.ts";

test("a source that is made is polled by itself, one that is changed anew, and one that is deleted no more", async (t) => {
  const asked: string[] = [];
  const item = (id: number) =>
    `<item><title>${id}</title><guid>https://medium.com/p/${id}</guid><pubDate>Thu, 01 Jan 2026 00:00:0${id} GMT</pubDate></item>`;
  const api = fakeApi(({ url }) => {
    asked.push(url.pathname);
    return new Response(`<rss version="2.0"><channel>${item(asked.length)}</channel></rss>`);
  });
  const { store, catalogue, engine, call } = await openHub(t);
  const troubles: Error[] = [];
  const asking = new Asking({
    ...{ store, catalogue, clock, random, fetch: api.fetch },
    keeping: new Keeping({ engine, catalogue }),
    publicUrl: () => "https://hooks.test",
    isOnDuty: async () => true,
    onTrouble: (error) => void troubles.push(error),
  });
  t.after(() => asking.stop());
  asking.start();
  const made = await call("POST", "/v1/sources", { platform: "medium", poll: { subject: { feed: "@one" } } });
  assert.equal(made.status, 201, made.text);
  const events = () => call("GET", "/v1/events");
  await eventually(events, ({ body }) => body.events.length === 1);
  const path = `/v1/sources/${made.body.id}`;
  await call("PATCH", path, { poll: { subject: { feed: "@two" } } });
  await eventually(events, ({ body }) => body.events.length === 2);
  assert.deepEqual(asked, ["/feed/@one", "/feed/@two"]);
  await call("DELETE", path);
  await asking.stop();
  assert.deepEqual(troubles, []);
});

test("a job that is told of is asked after when its time has come, and settled", async (t) => {
  const { store, catalogue, engine, call } = await openHub(t);
  const jobs = new Map([["job-1", { job_id: "job-1", status: "completed", is_prohibited: false }]]);
  const api = fakeApi(({ url }) => json(jobs.get(url.pathname.split("/").at(-1)!) ?? {}));
  // Two minutes ahead of the time in which the job was told of.
  const ahead = { ...clock, now: () => clock.now() + aheadMs };
  let aheadMs = 0;
  const inbound = new Asking({
    ...{ store, catalogue, clock: ahead, random, fetch: api.fetch },
    keeping: new Keeping({ engine, catalogue }),
    publicUrl: () => "https://hooks.test",
    isOnDuty: async () => true,
    onTrouble: assert.fail,
  });
  t.after(() => inbound.stop());
  const secrets = { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", apiKey: "key-of-the-account" };
  const { body: source } = await call("POST", "/v1/sources", { platform: "omnifence", secrets, reconcile: {} });
  const { no } = catalogue.now.sourcesOf(catalogue.now.siteNamed("default")!.no)[0]!;
  await inbound.jobs.remember(catalogue.now.source(no)!, "job-1", { kind: "text", reference: null });
  aheadMs = 120_000;
  inbound.start();
  const messages = () => call("GET", `/v1/sources/${source.id}/messages`);
  const { body } = await eventually(messages, (answer) => answer.body.messages.length === 1);
  assert.equal(body.messages[0].origin, "sweep");
  await eventually(
    () => store.notes(no, "job:", null, 10),
    (notes) => notes.length === 0,
  );
  // Before its store is closed.
  await inbound.stop();
});
