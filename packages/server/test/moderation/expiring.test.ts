import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { INCOMING_LANE } from "../../src/catalogue/inner-webhook.ts";
import { formatId, IdMaker, parseId } from "../../src/model/ids.ts";
import { Expiring } from "../../src/moderation/expiring.ts";
import { Telling } from "../../src/moderation/telling.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import { systemClock as clock } from "../../src/world.ts";
import { eventually, openHub } from "../http/hub.ts";
import { openReceiver } from "../http/receiver.ts";

const MINUTE_MS = 60_000;

/** A hub whose only evaluator never answers, and what looks after its jobs in a time of its own. */
async function openFrozen(t: TestContext) {
  const classifier = createServer(() => undefined);
  await new Promise<void>((resolve) => classifier.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    classifier.closeAllConnections();
    classifier.close();
  });
  const hub = await openHub(t);
  const { port } = classifier.address() as AddressInfo;
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const judges = ["text", "image", "video"];
  const own = { name: "own", kind: "http", url: `http://127.0.0.1:${port}/`, judges, secret, timeout_ms: 50_000 };
  assert.equal((await hub.call("PUT", "/v1/moderation", { evaluators: [own] })).status, 200);
  let aheadMs = 0;
  const { store, engine, catalogue, moderation } = hub;
  const expiring = new Expiring({
    ...{ store, engine, onTrouble: assert.fail },
    overdue: { end: async () => undefined },
    telling: new Telling({ catalogue, panels: moderation.panels, store }),
    ids: new IdMaker(clock, 77),
    clock: { ...clock, now: () => clock.now() + aheadMs },
  });
  const lookAfter = async (ms: number) => {
    aheadMs = ms;
    await expiring.look();
  };
  const submit = async (kind: string, body: object): Promise<string> =>
    (await hub.call("POST", `/v1/moderate/${kind}`, body)).body.job_id;
  const job = async (id: string) => (await hub.call("GET", `/v1/job/${id}`)).body;
  return { hub, lookAfter, submit, job };
}

test("2.8 frozen jobs fail after 5 minutes, of a video after 15, and their items go to a person and never pass", async (t) => {
  const { hub, lookAfter, submit, job } = await openFrozen(t);
  const receiver = await openReceiver(t);
  const prompt = await submit("prompt", { prompt: "a cat", webhook_url: receiver.url });
  const image = await submit("image", { image_url: "http://127.0.0.1:1/a.jpg" });
  const video = await submit("video", { video_url: "http://127.0.0.1:1/a.mp4" });
  const video_media = (await hub.call("GET", "/v1/media")).body.media[0].id;
  // A busy machine may have taken some of their time already.
  await lookAfter(4 * MINUTE_MS);
  for (const id of [prompt, image]) assert.equal((await job(id)).is_prohibited, null);
  assert.ok(["queued", "processing"].includes((await job(prompt)).status));
  await lookAfter(5 * MINUTE_MS);
  for (const id of [prompt, image]) {
    const { status, error_code, is_prohibited } = await job(id);
    assert.deepEqual([status, error_code, is_prohibited], ["failed", "PROVIDER_TIMEOUT", null]);
  }
  const [told] = await receiver.until(1);
  assert.deepEqual([told!.json.job_id, told!.json.status, told!.json.is_prohibited], [prompt, "failed", null]);
  const { reviews } = (await hub.call("GET", "/v1/reviews")).body;
  const causes = reviews.map(({ decision }: { decision: { cause: string } }) => decision.cause);
  assert.ok(causes.filter((cause: string) => cause === "timed_out").length === 2, `${causes}`);
  // Nobody can fetch the video: that is said at once, or by its own time at the latest.
  await lookAfter(15 * MINUTE_MS);
  const { status, is_prohibited } = await job(video);
  assert.deepEqual([status, is_prohibited], ["failed", null]);
  assert.equal((await hub.call("GET", `/v1/media/${video_media}`)).body.status, "flagged");
});

test("what each attempt failed to judge is with the reviewers at once, and its job goes on until its time is over", async (t) => {
  const { hub, lookAfter, job } = await openFrozen(t);
  const { moderation, store, catalogue, engine } = hub;
  const { id } = (await hub.call("POST", "/v1/media", { body: "a cat" })).body;
  const { item, job: owing } = (await store.readItem(parseId("media", id)!))!;
  const jobId = formatId("job", owing.id);
  const isUnderWay = ({ status }: { status: string }) => status === "processing";
  await eventually(() => job(jobId), isUnderWay);
  const { payload } = (await store.readEvent(item.siteNo, owing.eventSeq!))!;
  const event = { seq: owing.eventSeq, siteNo: item.siteNo, type: "media.created", messageSeq: null, payload };
  const given = async (lane: string) => {
    const { no } = await catalogue.ensureInner(item.siteNo, "judge", lane);
    return moderation.giveUp({ webhookNo: no, event } as unknown as OwedDelivery, "It was not done within 60 s.");
  };
  assert.deepEqual(await given(INCOMING_LANE), { events: [], moderation: null });
  const about = { siteNo: item.siteNo, idempotency: null, toAnswer: () => "" };
  const { events, moderation: writes } = await given("text");
  await engine.accept({ ...about, events, moderation: writes! });
  const [review] = (await hub.call("GET", "/v1/reviews")).body.reviews;
  assert.deepEqual([review.media.id, review.decision.cause, review.decision.unjudged], [id, "timed_out", ["text"]]);
  assert.ok(isUnderWay(await job(jobId)));
  await lookAfter(5 * MINUTE_MS);
  const { status, error_code } = await job(jobId);
  assert.deepEqual([status, error_code], ["failed", "PROVIDER_TIMEOUT"]);
});

test("what nobody decided in time ends its job, stays with the reviewers, and its decision later is told as one", async (t) => {
  const { hub, lookAfter, job } = await openFrozen(t);
  await hub.call("PUT", "/v1/moderation", { evaluators: [{ name: "terms", kind: "terms" }] });
  const { id } = (await hub.call("POST", "/v1/media", { body: "sh1t" })).body;
  const { job_id } = await eventually(
    async () => (await hub.call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status === "flagged",
  );
  await lookAfter(5 * MINUTE_MS);
  const ended = await job(job_id);
  assert.deepEqual([ended.status, ended.error_code], ["failed", "REVIEW_TIMEOUT"]);
  const types = async () => (await hub.call("GET", "/v1/events")).body.events.map(({ type }: { type: string }) => type);
  assert.deepEqual(await types(), ["job.failed", "media.moderated", "media.created"]);
  await lookAfter(6 * MINUTE_MS);
  assert.equal((await types()).length, 3);
  assert.equal((await hub.call("GET", "/v1/reviews")).body.reviews.length, 1);
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/approve`)).body.status, "approved");
  assert.deepEqual(await types(), ["media.moderated", "job.failed", "media.moderated", "media.created"]);
  assert.equal((await job(job_id)).status, "failed");
});

test("what is left of a site that is deleted ends too, and is told to nobody", async (t) => {
  const { hub, lookAfter } = await openFrozen(t);
  const { no, token } = await hub.makeSite("gone");
  const frozen = (await hub.call("GET", "/v1/moderation")).body.evaluators[0];
  const own = { ...frozen, credentials: undefined, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
  assert.equal((await hub.call("PUT", "/v1/moderation", { evaluators: [own] }, { key: token })).status, 200);
  assert.equal((await hub.call("POST", "/v1/moderate/text", { text: "a cat" }, { key: token })).status, 202);
  await hub.catalogue.deleteSite(hub.catalogue.now.site(no)!);
  const due = () => hub.store.jobsDue(clock.now() + 5 * MINUTE_MS, 10);
  assert.equal((await due()).length, 1);
  await lookAfter(5 * MINUTE_MS);
  assert.deepEqual(await due(), []);
});
