import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { PATIENCE_MS } from "../../../packages/server/test/promised.ts";
import { eventually } from "../../harness/eventually.ts";
import { closedPort, givenReceiver, givenSite } from "../../harness/given.ts";
import { job, judgeByLists, TEXTS } from "../../harness/moderation.ts";

const RESULT = {
  job_id: "a1b2c3d4-e5f6-7890-abcd-ef1234567890",
  status: "completed",
  is_prohibited: false,
  categories: {},
  completed_at: "2026-05-19T12:00:05.000Z",
};

suite("OmniFence, delivered once", { concurrency: true }, () => {
  for (const [what, status_code, kind] of [
    ["answers 500", 500, "http_status"],
    ["refuses the connection", null, "connect"],
  ] as const) {
    test(`2.2 a receiver that ${what} is asked exactly once, and the failure is logged with no next attempt`, async (t) => {
      const site = await givenSite(t, "omnifence");
      const receiver = await givenReceiver(t, () => 500);
      const url = status_code === null ? `http://127.0.0.1:${await closedPort()}/hook` : receiver.url;
      await site.subscribe({ url, events: ["job.completed"] });
      const delivery = await site.deliver("job.completed", RESULT, "failed");
      assert.equal(delivery.attempts, 1);
      assert.equal(delivery.status_code, status_code);
      assert.equal(delivery.log[0].error.kind, kind);
      assert.equal(delivery.next_attempt_at, undefined);
      assert.deepEqual(delivery.planned_attempts, []);
      assert.equal(receiver.received.length, status_code === null ? 0 : 1);
    });

    test(`2.2 a job's own address that ${what} is asked exactly once, and the job's path has the whole result`, async (t) => {
      const site = await givenSite(t, "omnifence");
      await judgeByLists(site);
      const receiver = await givenReceiver(t, () => 500);
      const webhook_url = status_code === null ? `http://127.0.0.1:${await closedPort()}/hook` : receiver.url;
      const submitting = site.api.post("/moderate/prompt", { prompt: TEXTS.violating, webhook_url });
      const { job_id } = await site.api.expect(202, submitting);
      const read = () => site.api.expect(200, site.api.get(`/v1/job/${job_id}/deliveries`));
      const { deliveries } = await eventually(read, (log) => log.deliveries[0]?.status === "failed");
      const [{ attempts, log, planned_attempts }] = deliveries;
      assert.deepEqual([attempts, log[0].error.kind, planned_attempts], [1, kind, []]);
      assert.equal(receiver.received.length, status_code === null ? 0 : 1);
      const { status, is_prohibited, categories, reason, completed_at } = await job(site, job_id);
      assert.deepEqual(
        [status, is_prohibited, categories],
        ["completed", true, { custom: { doubtful: false, scam: true } }],
      );
      assert.ok(reason !== undefined && completed_at !== undefined);
    });
  }

  test("2.2 the body is the result alone, and nothing in the headers signs it", async (t) => {
    const site = await givenSite(t, "omnifence");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["job.completed"] });
    await site.deliver("job.completed", RESULT);
    const { text, headers } = receiver.received[0]!;
    assert.equal(text, JSON.stringify(RESULT));
    assert.deepEqual(
      Object.keys(headers).filter((name) => /sign|hmac|webhook|omnifence|tabellary/.test(name)),
      [],
    );
  });

  test("2.3 an answer after 9 s of the ten is in time", async (t) => {
    const site = await givenSite(t, "omnifence");
    const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: 9_000 }));
    const webhook = await site.subscribe({ url: receiver.url, events: ["job.completed"] });
    assert.equal(webhook.effective.timeout_ms, 10_000);
    const delivery = await site.deliverInTime("job.completed", RESULT);
    assert.deepEqual([delivery.status, delivery.attempts], ["success", 1]);
    assert.ok(delivery.log[0].duration_ms >= 8_990);
  });

  test("2.3 an answer after the ten seconds is cut at 10 s, logged as a timeout and never retried", async (t) => {
    const site = await givenSite(t, "omnifence");
    const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: PATIENCE_MS }));
    await site.subscribe({ url: receiver.url, events: ["job.completed"] });
    const delivery = await site.deliver("job.completed", RESULT, "failed");
    assert.equal(delivery.attempts, 1);
    const [attempt] = delivery.log;
    assert.equal(attempt.error.kind, "timeout");
    assert.match(attempt.error.message, /did not answer within 10 s/);
    assert.ok(attempt.duration_ms >= 9_990, `cut after ${attempt.duration_ms} ms`);
    assert.deepEqual(delivery.planned_attempts, []);
    assert.equal(receiver.received.length, 1);
  });
});
