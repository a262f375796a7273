import type { Decision } from "../../model/decision.ts";
import type { Finding } from "../../model/finding.ts";
import type { Item } from "../../model/item.ts";
import type { Job } from "../../model/job.ts";

/** A decision and what it is told with: the item and the job as they are after it. */
export interface Moderated {
  siteId: bigint;
  item: Item;
  job: Job;
  decision: Decision;
  /** Of the run that is decided. */
  findings: readonly Finding[];
}

/** ISO 8601 in UTC, with `Z`. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}

/** What evaluators say of it by class, each class once with its highest confidence. Failures are no part of it. */
export function highestByLabel(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const highest = new Map<string, Finding>();
  for (const finding of findings) {
    if (finding.kind === "failure") continue;
    const before = highest.get(finding.label);
    if (before === undefined || (finding.confidence ?? 1) > (before.confidence ?? 1))
      highest.set(finding.label, finding);
  }
  return highest;
}
