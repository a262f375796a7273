import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { openReceiver } from "./receiver.ts";

async function hand(hub: TestHub, path: string, body: object): Promise<{ jobId: string; mediaId: string }> {
  const answer = await hub.call("POST", `/v1/moderate/${path}`, body);
  assert.equal(answer.status, 202, answer.text);
  const jobId = answer.body.job_id;
  const { jobs } = (await hub.call("GET", "/v1/jobs?limit=200")).body;
  return { jobId, mediaId: jobs.find(({ job_id }: { job_id: string }) => job_id === jobId).media_id };
}

const deliveriesOf = async (hub: TestHub, jobId: string) =>
  (await hub.call("GET", `/v1/job/${jobId}/deliveries`)).body.deliveries;

/** The one delivery of a job that has ended, when it has ended too. */
async function ended(hub: TestHub, jobId: string, status: string) {
  const deliveries = await eventually(
    () => deliveriesOf(hub, jobId),
    ([one]) => one?.status === status,
  );
  assert.equal(deliveries.length, 1);
  return deliveries[0];
}

async function decided(hub: TestHub, mediaId: string, status: string): Promise<void> {
  await eventually(
    async () => (await hub.call("GET", `/v1/media/${mediaId}`)).body,
    (media) => media.status === status,
  );
}

/** Somebody who takes no answer, and says none. */
async function openSilence(t: TestContext): Promise<string> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/judge`;
}

test("a job shows whom it told of its end, whoever decided it; before that, and without an address, nobody", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const webhook_url = receiver.url;
  const silent = await hand(hub, "text", { text: "a cat" });
  await decided(hub, silent.mediaId, "approved");
  assert.deepEqual(await deliveriesOf(hub, silent.jobId), []);

  const passed = await hand(hub, "text", { text: "a cat", webhook_url });
  const first = await ended(hub, passed.jobId, "success");
  assert.deepEqual([first.event_type, first.log.length, first.log[0].status_code], ["job.completed", 1, 200]);

  const flagged = await hand(hub, "text", { text: "sh1t", webhook_url });
  await decided(hub, flagged.mediaId, "flagged");
  assert.deepEqual(await deliveriesOf(hub, flagged.jobId), []);
  assert.equal((await hub.call("POST", `/v1/reviews/${flagged.mediaId}/reject`, { by: "ann" })).status, 200);
  const second = await ended(hub, flagged.jobId, "success");
  assert.equal(second.event_type, "job.completed");
  // Decided over, the job stays as it ended, and tells nobody again.
  assert.equal((await hub.call("POST", `/v1/reviews/${flagged.mediaId}/approve`, { by: "ann" })).status, 200);
  assert.deepEqual(await deliveriesOf(hub, flagged.jobId), [second]);

  const video = await hand(hub, "video", { video_url: "http://127.0.0.1:1/a.mp4", webhook_url });
  assert.equal((await ended(hub, video.jobId, "success")).event_type, "job.failed");
  const told = receiver.got.map(({ json }) => [json.job_id, json.status]);
  assert.deepEqual(told, [
    [passed.jobId, "completed"],
    [flagged.jobId, "completed"],
    [video.jobId, "failed"],
  ]);
});

test("a job whose time is over shows whom it told, whether nobody had judged it or nobody had decided", async (t) => {
  const hub = await openHub(t, {}, { jobTimes: { otherMs: 1, videoMs: 1 } });
  const receiver = await openReceiver(t);
  const classifier = { name: "own", kind: "http", url: await openSilence(t), judges: ["image"], timeout_ms: 50_000 };
  const evaluators = [
    { name: "terms", kind: "terms", english: true },
    { ...classifier, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
  ];
  const set = await hub.call("PUT", "/v1/moderation", { evaluators });
  assert.equal(set.status, 200, set.text);
  const webhook_url = receiver.url;
  const flagged = await hand(hub, "text", { text: "sh1t", webhook_url });
  const waiting = await hand(hub, "image", { image_url: "http://127.0.0.1:1/a.jpg", webhook_url });
  await decided(hub, flagged.mediaId, "flagged");
  hub.moderation.start();
  for (const { jobId } of [flagged, waiting]) {
    assert.equal((await ended(hub, jobId, "success")).event_type, "job.failed");
  }
  const codes = new Map(receiver.got.map(({ json }) => [json.job_id, json.error_code]));
  assert.deepEqual(
    [codes.get(flagged.jobId), codes.get(waiting.jobId), codes.size],
    ["REVIEW_TIMEOUT", "PROVIDER_TIMEOUT", 2],
  );
});

test("a job shows what its address refused, that somebody gave up on that, and that it was sent once more", async (t) => {
  const hub = await openHub(t);
  const answers: number[] = [500];
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => void response.writeHead(answers[0]!).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const webhook_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  // Once, and unsigned: a failure is the end.
  const once = await hand(hub, "text", { text: "a cat", webhook_url });
  const failed = await ended(hub, once.jobId, "failed");
  assert.deepEqual([failed.attempts, failed.log[0].status_code], [1, 500]);
  // Signed, it is tried again, unless somebody cancels it.
  const webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const signed = await hand(hub, "text", { text: "a cat", webhook_url, webhook_secret });
  const [pending] = await eventually(
    () => deliveriesOf(hub, signed.jobId),
    ([one]) => one?.attempts === 1,
  );
  assert.equal((await hub.call("POST", `/v1/deliveries/${pending.id}/cancel`)).status, 200);
  assert.deepEqual((await ended(hub, signed.jobId, "cancelled")).id, pending.id);
  answers[0] = 204;
  assert.ok((await hub.call("POST", `/v1/deliveries/${pending.id}/retry`)).status < 300);
  const again = await ended(hub, signed.jobId, "success");
  assert.deepEqual([again.id, again.attempts, again.log.length], [pending.id, 2, 2]);
});

test("another site's job is not found, nor is what is no job", async (t) => {
  const hub = await openHub(t);
  const { jobId } = await hand(hub, "text", { text: "a cat" });
  const { id } = await hub.makeSite("another");
  assert.equal((await hub.call("GET", `/v1/job/${jobId}/deliveries?site_id=${id}`)).status, 404);
  assert.equal((await hub.call("GET", "/v1/job/job_0000000000001/deliveries")).status, 404);
  assert.equal((await hub.call("GET", "/v1/job/media_1/deliveries")).body.code, "invalid_id");
});
