/**
 * Where an item, or a job, stands, and what each of the three systems calls that. Nothing here guesses: what a system has
 * no word for is told by the nearest that lets nothing pass, and the rest is said beside it.
 */
import type { Item } from "../../model/item.ts";
import type { Job } from "../../model/job.ts";
import type { RuleAction } from "../../model/rule.ts";

/** `no_verdict`: there is none, and none will come by itself. */
export type Standing = "undecided" | "passed" | "review" | "hidden" | "rejected" | "no_verdict";

/** Of an item with its newest job. */
export function itemStanding(
  { status, decided }: Pick<Item, "status" | "decided">,
  job: Pick<Job, "status">,
): Standing {
  switch (status) {
    case "pending":
      return job.status === "failed" ? "no_verdict" : "undecided";
    case "approved":
      return "passed";
    case "rejected":
      return "rejected";
    case "flagged":
      return decided?.action === "hide" ? "hidden" : "review";
  }
}

/**
 * PixelPatrol's statuses: `concepts` as its page "Webhooks" has them, `reference` as its API reference does. Neither has
 * a word for hiding; `applied_rules` tells of it.
 */
export const PIXELPATROL_STATUS: Readonly<Record<"concepts" | "reference", Readonly<Record<Standing, string>>>> = {
  concepts: {
    undecided: "pending",
    passed: "approved",
    review: "flagged",
    hidden: "flagged",
    rejected: "rejected",
    no_verdict: "pending",
  },
  reference: {
    undecided: "pending",
    passed: "approved",
    review: "pending_review",
    hidden: "pending_review",
    rejected: "rejected",
    no_verdict: "pending",
  },
};

/** OmniFence's `is_prohibited`: null is no verdict, and never a pass. */
export function isProhibited({ status, verdict }: Pick<Job, "status" | "verdict">): boolean | null {
  return status === "completed" ? verdict !== "approved" : null;
}

/** moderation_ai's actions. */
export const MODERATION_AI_ACTION: Readonly<Record<RuleAction, "approve" | "flag" | "hide" | "remove">> = {
  approve: "approve",
  flag: "flag",
  hide: "hide",
  reject: "remove",
};
