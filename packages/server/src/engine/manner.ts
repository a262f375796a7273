import type { Webhook } from "../model/webhook.ts";
import { tellsOfJobs } from "./job-ends.ts";
import { FIRST_ALLOWANCE, type Manner } from "./lane.ts";

/**
 * How a webhook is given what it is owed. Ends of jobs have so many slots that they have room in half of the quarter
 * that slow attempts share (dispatch.ts), should they all be slow.
 */
export function mannerOf(webhook: Pick<Webhook, "config"> | undefined, concurrency: number): Manner {
  if (webhook === undefined) return {};
  if (tellsOfJobs(webhook.config)) return { slotsOfMany: Math.max(FIRST_ALLOWANCE, concurrency >> 3) };
  return webhook.config.inner?.kind === "enforce" ? { isOneByOne: true } : {};
}
