import type { Modality } from "./item.ts";

/** It goes from left to right and never back. */
export type JobStatus = "queued" | "processing" | "completed" | "failed";

/**
 * Why a job ended without a verdict. OmniFence's codes (docs.omnifence.ai, "Error recovery"), and three of ours:
 * `REVIEW_TIMEOUT`, nobody decided in time what was flagged; `ITEM_CHANGED`, a newer job judges what it is now;
 * `ITEM_DELETED`, there is nothing left to judge.
 */
export type JobErrorCode = (typeof JOB_ERROR_CODES)[number];

export const JOB_ERROR_CODES = [
  "PROVIDER_RATE_LIMITED",
  "PROVIDER_UNAVAILABLE",
  "PROVIDER_TIMEOUT",
  "MODEL_UNAVAILABLE",
  "MODEL_REFUSED",
  "MEDIA_UNREACHABLE",
  "UNSUPPORTED_MEDIA",
  "REVIEW_TIMEOUT",
  "ITEM_CHANGED",
  "ITEM_DELETED",
] as const;

/** One evaluation run of an item. Ended, it says what it said, whatever becomes of the item later. */
export interface Job {
  id: bigint;
  itemId: bigint;
  /** The item's run that it is. */
  run: number;
  modality: Modality;
  status: JobStatus;
  /** Of a completed job; null otherwise. */
  verdict: "approved" | "rejected" | null;
  /** A sentence for a person; of a rejection, null otherwise. */
  reason: string | null;
  /** Of a failed job; null otherwise. */
  errorCode: JobErrorCode | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** When it fails if it has not ended. */
  deadline: number;
  endedAt: number | null;
}
