import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createConfig } from "../../../src/config/config.ts";
import { FAILURE_CODES } from "../../../src/model/finding.ts";
import type { Job } from "../../../src/model/job.ts";
import { deadlineOf, dropJob, expireJob, settleJob, startJob } from "../../../src/moderation/decisions/job-state.ts";
import { personsRuling } from "../../../src/moderation/decisions/rulings.ts";
import { AT, job, ruling } from "../items.ts";

const MINUTE_MS = 60_000;
const queued = job({ status: "queued", createdAt: AT });

describe("A job", () => {
  test("goes from queued over processing to completed", () => {
    const started = startJob(queued);
    assert.equal(started.status, "processing");
    assert.equal(startJob(started), started, "once more after a crash");
    const ended = settleJob(started, ruling("reject", { reason: "Hate." }), AT + 1);
    assert.deepEqual(
      [ended.status, ended.verdict, ended.reason, ended.errorCode, ended.endedAt],
      ["completed", "rejected", "Hate.", null, AT + 1],
    );
    const passed = settleJob(started, ruling("approve"), AT + 1);
    assert.deepEqual([passed.status, passed.verdict, passed.reason], ["completed", "approved", null]);
  });

  test("whose item is flagged or hidden goes on until a person decides", () => {
    for (const action of ["flag", "hide"] as const) {
      const flagged = settleJob(queued, ruling(action), AT);
      assert.deepEqual([flagged.status, flagged.verdict, flagged.endedAt], ["processing", null, null]);
      assert.equal(settleJob(flagged, personsRuling("approve", null, null), AT + 1).verdict, "approved");
    }
  });

  test("has five minutes as the hub is made, and fifteen for a video: what OmniFence tells its readers to wait", () => {
    const { jobTimeoutSeconds, videoJobTimeoutSeconds } = createConfig({ flags: {}, env: {} });
    assert.deepEqual([jobTimeoutSeconds / 60, videoJobTimeoutSeconds / 60], [5, 15]);
  });

  test("fails when its time is over, which is another for a video", () => {
    const times = { otherMs: 5 * MINUTE_MS, videoMs: 15 * MINUTE_MS };
    for (const [modality, minutes] of [
      ["prompt", 5],
      ["image", 5],
      ["comment", 5],
      ["video", 15],
    ] as const) {
      const deadline = deadlineOf({ modality, createdAt: AT }, times);
      assert.equal(deadline, AT + minutes * MINUTE_MS);
      const one = { ...queued, modality, deadline };
      assert.equal(expireJob(one, null, deadline - 1), one);
      const failed = expireJob(one, null, deadline);
      assert.deepEqual([failed.status, failed.verdict, failed.errorCode], ["failed", null, "PROVIDER_TIMEOUT"]);
      assert.equal(failed.endedAt, deadline);
    }
  });

  test("that fails says why there is no verdict", () => {
    const late = queued.deadline;
    const failures = FAILURE_CODES.map((code) => {
      const of = ruling("flag", { cause: "evaluator_failed", failures: [{ evaluator: "openai", code }] });
      return [code, expireJob(queued, of, late).errorCode];
    });
    assert.deepEqual(Object.fromEntries(failures), {
      timeout: "PROVIDER_TIMEOUT",
      unavailable: "PROVIDER_UNAVAILABLE",
      rate_limited: "PROVIDER_RATE_LIMITED",
      refused: "MODEL_REFUSED",
      invalid_answer: "PROVIDER_UNAVAILABLE",
      media_unreachable: "MEDIA_UNREACHABLE",
      media_too_large: "UNSUPPORTED_MEDIA",
      media_type: "UNSUPPORTED_MEDIA",
      not_configured: "MODEL_UNAVAILABLE",
      overloaded: "PROVIDER_UNAVAILABLE",
      not_evaluated: "UNSUPPORTED_MEDIA",
    });
    assert.equal(expireJob(queued, ruling("flag"), late).errorCode, "REVIEW_TIMEOUT");
    const unseen = ruling("flag", { cause: "not_evaluated", unjudged: ["image"] });
    assert.equal(expireJob(queued, unseen, late).errorCode, "UNSUPPORTED_MEDIA");
    assert.equal(dropJob(queued, "ITEM_DELETED", AT).errorCode, "ITEM_DELETED");
  });

  test("of a video that nobody can judge fails at once", () => {
    const video = { ...queued, modality: "video" as const };
    const failed = settleJob(video, ruling("flag", { cause: "not_evaluated", unjudged: ["video"] }), AT + 1);
    assert.deepEqual([failed.status, failed.errorCode, failed.endedAt], ["failed", "UNSUPPORTED_MEDIA", AT + 1]);
  });

  test("never goes back, and keeps how it ended", () => {
    const order = ["queued", "processing", "completed", "failed"];
    const steps: readonly ((now: Job, at: number) => Job)[] = [
      (now) => startJob(now),
      (now, at) => settleJob(now, ruling("approve"), at),
      (now, at) => settleJob(now, ruling("flag"), at),
      (now, at) => settleJob(now, personsRuling("reject", null, null), at),
      (now, at) => expireJob(now, ruling("flag"), at),
      (now, at) => dropJob(now, "ITEM_CHANGED", at),
    ];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(10 * MINUTE_MS)), { maxLength: 10 }),
        (history) => {
          let now = queued;
          for (const [step, afterMs] of history) {
            const next = step(now, AT + afterMs);
            if (now.endedAt !== null) assert.equal(next, now);
            assert.ok(order.indexOf(next.status) >= order.indexOf(now.status));
            assert.equal(next.endedAt !== null, next.status === "completed" || next.status === "failed");
            assert.equal(next.verdict !== null, next.status === "completed");
            assert.equal(next.errorCode !== null, next.status === "failed");
            now = next;
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
