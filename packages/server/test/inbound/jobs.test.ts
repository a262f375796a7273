import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normalise, type WebhookEvent } from "@tabellary/receiver";
import { fakeApi, json, lineOf } from "../../../receiver/test/fake-api.ts";
import { readFound } from "../../src/inbound/found.ts";
import { Keeping } from "../../src/inbound/keeping.ts";
import { formatId } from "../../src/model/ids.ts";
import { openRoom } from "./room.ts";

const MINUTE_MS = 60_000;

/** `GET /job/{id}` with a Bearer key. https://docs.omnifence.ai/platform/webhook-reliability */
function omnifence() {
  const jobs = new Map<string, object>();
  const state = { isAway: false };
  const api = fakeApi(({ url }) => {
    if (state.isAway) return json({ error: "INTERNAL" }, { status: 500 });
    const job = jobs.get(url.pathname.split("/").at(-1)!);
    return job === undefined ? json({ error: "JOB_NOT_FOUND" }, { status: 404 }) : json(job);
  });
  const put = (job_id: string, more: object = { status: "queued", is_prohibited: null }) => {
    jobs.set(job_id, { job_id, ...more });
  };
  return { api, state, put };
}

/** What a webhook tells; proven where it was signed. */
function told(jobId: string, isSigned: boolean): readonly WebhookEvent[] {
  const body = JSON.stringify({ job_id: jobId, status: "completed", is_prohibited: false });
  const verdict = isSigned ? ({ ok: true, id: `msg_${jobId}` } as const) : ({ ok: true, isUnsigned: true } as const);
  const read = normalise({ platform: "omnifence", headers: {}, body, verdict });
  assert.ok(read.ok);
  return read.events;
}

async function openJobs(t: Parameters<typeof openRoom>[0]) {
  const sender = omnifence();
  const room = await openRoom(t, sender.api.fetch);
  const credentials = { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", apiKey: "key-of-the-account" };
  const source = await room.makeSource("omnifence", credentials, { reconcile: {} });
  const { jobs } = room.asking;
  const pending = async () => Object.keys(await room.notesOf(source.no)).filter((key) => key.startsWith("job:"));
  /** Between two questions a sweep rests for a second. */
  const sweep = async () => {
    const swept = jobs.run(source);
    let isOver = false;
    void swept.finally(() => {
      isOver = true;
    });
    while (!isOver) await room.clock.step();
    return swept;
  };
  return { ...room, ...sender, source, jobs, pending, sweep };
}

const TEXT = { kind: "text", reference: null } as const;

describe("A job that was submitted elsewhere", () => {
  test("is settled by a message that proves its end, and not asked after", async (t) => {
    const { jobs, source, api, pending, asking } = await openJobs(t);
    assert.equal((await jobs.remember(source, "job-1", TEXT)).isNew, true);
    assert.equal((await jobs.remember(source, "job-1", TEXT)).isNew, false);
    assert.deepEqual(await pending(), ["job:job-1"]);
    await asking.hear(source, told("job-1", true));
    assert.deepEqual(await pending(), []);
    assert.deepEqual(await jobs.plan(null), []);
    assert.equal(api.asked.length, 0);
  });

  test("whose webhook never came is found by a sweep, and becomes an event once", async (t) => {
    const { jobs, source, api, put, pending, clock, sweep, messagesOf } = await openJobs(t);
    put("job-1");
    await jobs.remember(source, "job-1", TEXT);
    const remembered = clock.now();
    assert.deepEqual(await jobs.plan(null), [{ sourceNo: source.no, ref: "", dueAt: remembered + MINUTE_MS }]);
    clock.jump(MINUTE_MS);
    const next = await sweep();
    assert.deepEqual(api.asked.map(lineOf), ["GET /api/v1/job/job-1"]);
    assert.equal(api.asked[0]!.headers.get("authorization"), "Bearer key-of-the-account");
    assert.equal(next, remembered + 4 * MINUTE_MS, "three minutes later");
    put("job-1", { status: "completed", is_prohibited: true, categories: ["violence"] });
    clock.jump(next! - clock.now());
    assert.equal(await sweep(), null);
    assert.deepEqual(await pending(), []);
    const [message, ...others] = await messagesOf(source.no);
    assert.deepEqual(others, []);
    assert.deepEqual([message?.origin, message?.verdict, message?.detail], ["sweep", "accepted", null]);
    const [event] = message!.events;
    assert.equal(event?.type, "omnifence.job.completed");
    assert.deepEqual([event?.data.is_prohibited, event?.data.source.event_id], [true, "job-1:completed"]);
    const read = readFound(source.platform, { query: message!.query, body: message!.body });
    assert.equal(read.ok && read.events[0]?.eventId, "job-1:completed");
  });

  test("whose webhook comes after a sweep has found its end, or before that is told, is one event", async (t) => {
    const { jobs, source, engine, catalogue, put, pending, sweep, clock, messagesOf } = await openJobs(t);
    const keeping = new Keeping({ engine, catalogue });
    const receive = (jobId: string) =>
      keeping.keep(source, { origin: "request", events: told(jobId, true), body: Buffer.from(jobId) });
    for (const jobId of ["job-1", "job-2"]) {
      put(jobId, { status: "completed", is_prohibited: false });
      await jobs.remember(source, jobId, TEXT);
    }
    // Kept, and not heard of yet: the hub is killed in between, or another node has asked at the same moment.
    await receive("job-1");
    clock.jump(MINUTE_MS);
    await sweep();
    assert.deepEqual(await pending(), []);
    await receive("job-2");
    const messages = await messagesOf(source.no);
    assert.deepEqual(
      messages.map(({ origin, verdict, events }) => [origin, verdict, events.length]),
      [
        ["request", "accepted", 1],
        ["sweep", "duplicate", 0],
        ["sweep", "accepted", 1],
        ["request", "duplicate", 0],
      ],
    );
  });

  test("that is only hinted at is asked for at once", async (t) => {
    const { jobs, source, put, pending, asking, messagesOf } = await openJobs(t);
    put("job-1", { status: "completed", is_prohibited: true });
    await jobs.remember(source, "job-1", TEXT);
    await asking.hear(source, told("job-1", false));
    assert.deepEqual(await pending(), []);
    const events = (await messagesOf(source.no)).flatMap((message) => message.events);
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.is_prohibited]),
      [["omnifence.job.completed", true]],
      "what the sender says, not what the hint said",
    );
    await asking.hear(source, told("job-nobody-knows", false));
  });

  test("that is not finished in its time ends as failed, later when the sender could not be asked", async (t) => {
    const { jobs, source, put, state, pending, clock, sweep, messagesOf, notesOf } = await openJobs(t);
    put("job-1");
    await jobs.remember(source, "job-1", TEXT);
    await jobs.remember(source, "job-2", { kind: "video", reference: "clip 7" });
    state.isAway = true;
    clock.jump(5 * MINUTE_MS);
    await sweep();
    assert.deepEqual(await pending(), ["job:job-1", "job:job-2"]);
    assert.match((await notesOf(source.no)).sweep!.error as string, /answered 500/);
    state.isAway = false;
    clock.jump(3 * MINUTE_MS);
    await sweep();
    assert.deepEqual(await pending(), ["job:job-2"]);
    const [message] = await messagesOf(source.no);
    assert.equal(message?.detail, "It was not finished in time.");
    const { type, data } = message!.events[0]!;
    assert.deepEqual(
      [type, data.job_id, data.is_prohibited, data.error_code],
      ["omnifence.job.failed", "job-1", null, "timed_out"],
    );
    assert.equal((await notesOf(source.no)).sweep!.error, null);
  });

  test("is told of by the API, at a source that is reconciled", async (t) => {
    const { source, call, makeSource, clock } = await openJobs(t);
    const path = `/v1/sources/${formatId("src", source.id)}/jobs`;
    const made = await call("POST", path, { job_id: "job-1", kind: "video", reference: "clip 7" });
    const deadline_at = new Date(clock.now() + 15 * MINUTE_MS).toISOString();
    assert.deepEqual(
      [made.status, made.body],
      [201, { job_id: "job-1", kind: "video", reference: "clip 7", deadline_at }],
    );
    const known = await call("POST", path, { job_id: "job-1" });
    assert.deepEqual([known.status, known.body], [200, made.body]);
    assert.equal((await call("POST", path, { job_id: "two words" })).status, 400);
    const other = await makeSource("omnifence", { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" });
    const refused = await call("POST", `/v1/sources/${formatId("src", other.id)}/jobs`, { job_id: "job-1" });
    assert.deepEqual([refused.status, refused.body.code], [409, "conflict"]);
  });
});
