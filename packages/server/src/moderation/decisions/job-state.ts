import type { Ruling } from "../../model/decision.ts";
import type { FailureCode } from "../../model/finding.ts";
import type { Job, JobErrorCode } from "../../model/job.ts";

/** How long jobs have, in milliseconds. */
export interface JobTimes {
  videoMs: number;
  otherMs: number;
}

/** When a job that has not ended fails, in milliseconds since 1970. */
export function deadlineOf({ modality, createdAt }: Pick<Job, "modality" | "createdAt">, times: JobTimes): number {
  return createdAt + (modality === "video" ? times.videoMs : times.otherMs);
}

export function isEnded({ status }: Pick<Job, "status">): boolean {
  return status === "completed" || status === "failed";
}

/** Somebody judges it now, or does so again after a crash. */
export function startJob(job: Job): Job {
  return job.status === "queued" ? { ...job, status: "processing" } : job;
}

/**
 * The job after a decision on its run. Flagged it goes on, until a person decides or its time is over; a video that
 * nobody here can judge fails at once. What has ended stays.
 */
export function settleJob(job: Job, ruling: Ruling, at: number): Job {
  if (isEnded(job)) return job;
  switch (ruling.verdict) {
    case "approved":
      return { ...job, status: "completed", verdict: "approved", endedAt: at };
    case "rejected":
      return { ...job, status: "completed", verdict: "rejected", reason: ruling.reason, endedAt: at };
    case "flagged":
      if (ruling.unjudged.includes("video")) return failJob(job, errorCodeOf(ruling), at);
      return startJob(job);
  }
}

/** The job when its time is over. `ruling`: the newest on its run; null: there is none. */
export function expireJob(job: Job, ruling: Ruling | null, now: number): Job {
  if (isEnded(job) || now < job.deadline) return job;
  return failJob(job, ruling === null ? "PROVIDER_TIMEOUT" : errorCodeOf(ruling), now);
}

/** Its item has changed or is gone, so nobody needs its verdict. */
export function dropJob(job: Job, errorCode: "ITEM_CHANGED" | "ITEM_DELETED", at: number): Job {
  return isEnded(job) ? job : failJob(job, errorCode, at);
}

function failJob(job: Job, errorCode: JobErrorCode, at: number): Job {
  return { ...job, status: "failed", errorCode, endedAt: at };
}

/** Why there is no verdict yet. */
function errorCodeOf({ cause, failures }: Ruling): JobErrorCode {
  if (failures.length > 0) return ERROR_CODES[failures[0]!.code];
  switch (cause) {
    case "not_evaluated":
      return "UNSUPPORTED_MEDIA";
    case "timed_out":
      return "PROVIDER_TIMEOUT";
    default:
      return "REVIEW_TIMEOUT";
  }
}

const ERROR_CODES: Readonly<Record<FailureCode, JobErrorCode>> = {
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
};
