import type { FailureCode } from "./finding.ts";
import type { ContentPart, ItemStatus } from "./item.ts";
import type { RuleAction, RuleHit } from "./rule.ts";

export type Verdict = "approved" | "rejected" | "flagged";

/**
 * What a decision rests on. `rule`: at least one was hit. `default`: none was. `evaluator_failed`, `not_evaluated`:
 * somebody who should have judged could not, or nobody could. `timed_out`: nobody judged in time, or in as many attempts
 * as are made. `person`: somebody decided.
 */
export type Cause = "rule" | "default" | "evaluator_failed" | "not_evaluated" | "timed_out" | "person";

/** Who is named to receivers. */
export type DecidedBy = "rule" | "system" | "person";

/** What rules make of a judgement. */
export interface Ruling {
  verdict: Verdict;
  action: RuleAction;
  cause: Cause;
  /** In the order in which the rules were asked. Of a person's decision: those of what was decided anew. */
  hits: readonly RuleHit[];
  /** Evaluators that should have judged and could not. */
  failures: readonly { evaluator: string; code: FailureCode }[];
  /** Parts of the item that nobody has judged. */
  unjudged: readonly ContentPart[];
  /** A sentence for a person. */
  reason: string;
}

/** An append-only verdict on an item. */
export interface Decision extends Ruling {
  id: bigint;
  itemId: bigint;
  jobId: bigint;
  /** The item's run that it decides. */
  run: number;
  /** Who decided, where a person did. */
  actor: string | null;
  /** The name of the API key by which a person said so: what `actor` is, whoever has the key may write. */
  apiKey: string | null;
  /** What the item was before, and what had been decided of it; null: nothing yet. */
  previous: { status: ItemStatus; action: RuleAction | null };
  /** Milliseconds since 1970. */
  at: number;
}

export function verdictOf(action: RuleAction): Verdict {
  switch (action) {
    case "approve":
      return "approved";
    case "flag":
    case "hide":
      return "flagged";
    case "reject":
      return "rejected";
  }
}

export function decidedBy(cause: Cause): DecidedBy {
  return cause === "rule" || cause === "person" ? cause : "system";
}
