/** Asking the sender what has become of a job. */
import { type Clock, systemClock } from "../clock.ts";
import { idAt, isObject, type JsonObject } from "../json/fields.ts";
import { globalFetch } from "../pipeline/incoming.ts";
import { type CallResult, call, failed } from "../platforms/call.ts";
import type { FetchLike } from "../platforms/platform.ts";

export type JobAnswer =
  /** The job as the sender has it, ended or not. */
  | { kind: "job"; job: JsonObject }
  /** The sender does not know it. */
  | { kind: "unknown" }
  /** Nothing was learnt. `retryAfterMs`: when the sender wants to be asked again, if it said so. */
  | { kind: "unanswered"; message: string; retryAfterMs: number | null };

/** Never rejects. */
export type AskJob = (jobId: string) => Promise<JobAnswer>;

export interface AskJobOptions {
  /** A key that may read jobs (OmniFence: the scope `job:read`). */
  apiKey: string;
  /** Where `/job/{id}` is. Default: OmniFence's, `https://api.omnifence.ai/api/v1`. A hub's: `https://<hub>/v1`. */
  baseUrl?: string;
  /** A sender that has not answered in this time is not waited for. Default: 10,000. */
  answerMsMax?: number;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
}

const OMNIFENCE = "https://api.omnifence.ai/api/v1";

/** `GET /job/{id}` with a Bearer key. An answer about another job is none. @throws TypeError when `baseUrl` is no address */
export function askByHttp({
  apiKey,
  baseUrl = OMNIFENCE,
  answerMsMax = 10_000,
  fetch = globalFetch,
  clock = systemClock,
}: AskJobOptions): AskJob {
  const base = new URL(baseUrl).href.replace(/\/+$/, "");
  return async (jobId) => {
    const url = `${base}/job/${encodeURIComponent(jobId)}`;
    const headers = { authorization: `Bearer ${apiKey}` };
    const asked = call(fetch, clock.now(), { method: "GET", url, headers });
    const result = await within(asked, answerMsMax, clock);
    if (!result.ok && result.status === 404) return { kind: "unknown" };
    if (!result.ok) return { kind: "unanswered", message: result.message, retryAfterMs: result.retryAfterMs };
    if (isObject(result.body) && idAt(result.body, "job_id") === jobId) return { kind: "job", job: result.body };
    return { kind: "unanswered", message: `The answer of ${url} is not about this job.`, retryAfterMs: null };
  };
}

async function within(asked: Promise<CallResult>, ms: number, clock: Clock): Promise<CallResult> {
  const { promise: late, resolve } = Promise.withResolvers<CallResult>();
  const timer = clock.after(ms, () => resolve(failed(`There was no answer in ${ms} ms.`)));
  const result = await Promise.race([asked, late]);
  timer.cancel();
  return result;
}
