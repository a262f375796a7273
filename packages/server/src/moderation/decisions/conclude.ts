/** What becomes of an item and its job together. Whoever keeps them keeps both in one commit, with the decision. */
import type { Decision, Ruling } from "../../model/decision.ts";
import type { Item } from "../../model/item.ts";
import type { Job } from "../../model/job.ts";
import { type Decided, decideItem, type Proposal } from "./item-state.ts";
import { expireJob, settleJob } from "./job-state.ts";
import { timedOutRuling } from "./rulings.ts";

export type Concluded = { ok: true; item: Item; job: Job; decision: Decision } | Extract<Decided, { ok: false }>;

/** After what rules or a person say. `job`: that of the run that is decided. */
export function conclude(item: Item, job: Job, proposal: Proposal): Concluded {
  const decided = decideItem(item, proposal);
  return decided.ok ? { ...decided, job: settleJob(job, proposal.ruling, proposal.at) } : decided;
}

export interface Expired {
  item: Item;
  job: Job;
  /** Null: the run had been decided, or nobody needs its verdict any more. */
  decision: Decision | null;
}

/**
 * When the job's time is over; undefined while it is not, or when the job has ended. What nobody has judged by then is
 * flagged, so that a person looks into it; a judgement that comes later is refused. `ruling`: the newest on the job's run;
 * null: there is none.
 */
export function expire(
  item: Item,
  job: Job,
  ruling: Ruling | null,
  { id, at }: Pick<Proposal, "id" | "at">,
): Expired | undefined {
  const failed = expireJob(job, ruling, at);
  if (failed === job) return undefined;
  const timedOut = {
    id,
    jobId: job.id,
    run: job.run,
    ruling: timedOutRuling(item.content),
    actor: null,
    apiKey: null,
    at,
  };
  const decided = decideItem(item, timedOut);
  if (!decided.ok) return { item, job: failed, decision: null };
  return { item: decided.item, job: failed, decision: decided.decision };
}
