import type { Ruling } from "../../model/decision.ts";
import { FAILURE_CODES, type FailureCode, type Judgement } from "../../model/finding.ts";
import { type ContentPart, type ItemContent, partsOf } from "../../model/item.ts";

/** What keeps an item from being approved, whatever rules say. */
export interface Gaps {
  failures: Ruling["failures"];
  /** Parts that nobody has judged. */
  unjudged: readonly ContentPart[];
  /** There is nothing in the item that anybody here could judge. */
  isEmpty: boolean;
  /** Rules whose condition would have taken too long. */
  abandoned: readonly string[];
}

export function gapsOf(content: ItemContent, { findings, judged }: Judgement, abandoned: readonly string[]): Gaps {
  const parts = partsOf(content);
  return {
    failures: findings
      .filter(({ kind, isInformational }) => kind === "failure" && !isInformational)
      .map(({ evaluator, label }) => ({ evaluator, code: failureCodeOf(label) })),
    unjudged: parts.filter((part) => !judged.has(part)),
    isEmpty: parts.length === 0,
    abandoned,
  };
}

/** Whether there are none. */
export function isClosed({ failures, unjudged, isEmpty, abandoned }: Gaps): boolean {
  return failures.length === 0 && unjudged.length === 0 && !isEmpty && abandoned.length === 0;
}

function failureCodeOf(label: string): FailureCode {
  return FAILURE_CODES.find((code) => code === label) ?? "unavailable";
}
