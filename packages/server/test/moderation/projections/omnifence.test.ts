import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { omnifenceSigned } from "@tabellary/contracts";
import { formatId } from "../../../src/model/ids.ts";
import type { Job } from "../../../src/model/job.ts";
import { type JobView, jobCallback, jobStatus, labelsBehind } from "../../../src/moderation/projections/omnifence.ts";
import { AT, decision, failure, hit, job, label } from "../items.ts";

const jobId = formatId("job", job().id);
const TIMES = { created_at: "2026-01-15T12:29:58.500Z", completed_at: "2026-01-15T12:30:00.000Z" };
const passed = job({ modality: "image", status: "completed", verdict: "approved", endedAt: AT });
const rejected = job({ ...passed, verdict: "rejected", reason: "Adult." });
const failed = job({ modality: "image", status: "failed", errorCode: "PROVIDER_RATE_LIMITED", endedAt: AT });

function view(of: Job, parts: Partial<JobView> = {}): JobView {
  return { job: of, rejectedFor: [], lookedFor: [], findings: [], ...parts };
}

describe("A job's callback, first generation", () => {
  test("of a passed image says false for each category that was looked for", () => {
    const looked = ["ai_adult_general", "underage", "adult", "violence"];
    const data = jobCallback(view(passed, { lookedFor: looked }));
    assert.deepEqual(Object.keys(data), ["job_id", "status", "is_prohibited", "categories", "completed_at"]);
    assert.deepEqual(data, {
      job_id: jobId,
      status: "completed",
      is_prohibited: false,
      categories: { ai_adult_general: false, underage: false, nsfw: false, custom: { violence: false } },
      completed_at: TIMES.completed_at,
    });
  });

  test("leaves out a category that nobody looked for", () => {
    assert.deepEqual(jobCallback(view(passed)).categories, { custom: {} });
    assert.deepEqual(jobCallback(view(passed, { lookedFor: ["adult"] })).categories, {
      nsfw: false,
      custom: {},
    });
  });

  test("says false for a category that was found and is no reason", () => {
    const findings = [label("adult", 0.9, { isInformational: true }), label("gore", 0.6), failure("timeout")];
    assert.deepEqual(jobCallback(view(passed, { findings })).categories, {
      nsfw: false,
      custom: { gore: false },
    });
  });

  test("of a rejected one says true for what it was rejected for, and why", () => {
    const data = jobCallback(view(rejected, { rejectedFor: ["adult", "weapons"], lookedFor: ["underage"] }));
    assert.deepEqual(data, {
      job_id: jobId,
      status: "completed",
      is_prohibited: true,
      categories: { underage: false, nsfw: true, custom: { weapons: true } },
      reason: "Adult.",
      completed_at: TIMES.completed_at,
    });
  });

  test("of a prompt has custom categories alone", () => {
    const prompt = { ...rejected, modality: "prompt" as const };
    assert.deepEqual(jobCallback(view(prompt, { rejectedFor: ["adult"] })).categories, {
      custom: { adult: true },
    });
  });

  test("says true of no category where a person has approved what rules had flagged", () => {
    const data = jobCallback(view(passed, { rejectedFor: ["adult"], lookedFor: ["adult"] }));
    assert.deepEqual(data.categories, { nsfw: false, custom: {} });
  });

  test("of a failed one says null, with its code and no categories", () => {
    assert.deepEqual(jobCallback(view(failed, { lookedFor: ["adult"] })), {
      job_id: jobId,
      status: "failed",
      is_prohibited: null,
      error_code: "PROVIDER_RATE_LIMITED",
      failed_at: TIMES.completed_at,
    });
  });
});

describe("A job's callback, signed generation", () => {
  const told = (view: JobView) => {
    const event = { id: "evt_0000000000001", type: `job.${view.job.status}`, createdAt: TIMES.completed_at };
    const data = JSON.stringify(jobCallback(view));
    return JSON.parse(omnifenceSigned.envelope({ ...event, data, deliveryId: "del_0000000000001" }) as string);
  };

  test("has the verdict without categories, and its delivery's id", () => {
    const { is_prohibited, ...rest } = told(view(rejected, { rejectedFor: ["adult"] }));
    assert.equal(is_prohibited, true);
    assert.deepEqual(Object.keys(rest), ["job_id", "status", "reason", "completed_at", "delivery_id"]);
    assert.deepEqual(told(view(failed)), {
      is_prohibited: null,
      error_code: "PROVIDER_RATE_LIMITED",
      job_id: jobId,
      status: "failed",
      failed_at: TIMES.completed_at,
      delivery_id: "del_0000000000001",
    });
  });
});

describe("A job that is asked for", () => {
  test("has neither categories nor an end while it goes on, and null for its verdict", () => {
    for (const generation of ["first", "signed"] as const) {
      assert.deepEqual(jobStatus(view(job({ modality: "video", status: "queued" })), generation), {
        job_id: jobId,
        type: "video",
        status: "queued",
        is_prohibited: null,
        created_at: TIMES.created_at,
      });
    }
  });

  test("has its result once it has ended", () => {
    assert.deepEqual(jobStatus(view(passed, { lookedFor: ["underage"] }), "first"), {
      job_id: jobId,
      type: "image",
      status: "completed",
      is_prohibited: false,
      categories: { underage: false, custom: {} },
      ...TIMES,
    });
    assert.equal(jobStatus(view(failed), "first").failed_at, TIMES.completed_at);
  });

  test("says nsfw for information where somebody looked, and rejects nothing by it", () => {
    const nsfw = (parts: Partial<JobView>) => jobStatus(view(passed, parts), "signed").nsfw;
    assert.equal(nsfw({ findings: [label("adult", 0.9, { isInformational: true })] }), true);
    assert.equal(nsfw({ findings: [label("nsfw", 0.2)] }), false);
    assert.equal(nsfw({ lookedFor: ["adult"] }), false);
    assert.equal(nsfw({}), undefined);
    const informational = view(passed, {
      findings: [label("nsfw", 1, { isInformational: true })],
      lookedFor: ["nsfw"],
    });
    assert.equal(jobStatus(informational, "first").is_prohibited, false);
    assert.deepEqual(jobStatus(informational, "first").categories, { nsfw: false, custom: {} });
  });
});

test("A decision's grounds are the labels of its rules, each once, but for those that approve", () => {
  const hits = [
    hit({ labels: ["hate", "spam"] }),
    hit({ labels: ["hate"] }),
    hit({ action: "approve", labels: ["ok"] }),
  ];
  assert.deepEqual(labelsBehind(decision("reject", { hits })), ["hate", "spam"]);
});
