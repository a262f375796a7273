import type { Condition } from "../../model/condition/condition.ts";
import { judge, type Work } from "../../model/condition/holds.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding } from "../../model/finding.ts";
import { findingValue } from "./document.ts";

/**
 * The findings that a condition holds by: of those branches that hold, what they ask of one finding. As far as `work`
 * goes, which is counted down.
 */
export function groundsOf(
  condition: Condition,
  document: JsonObject,
  findings: readonly Finding[],
  work: Work,
): readonly Finding[] {
  const asked = askedOfFindings(condition, document, true, work);
  return findings.filter((finding) => asked.some((one) => judge(one, findingValue(finding), work) === true));
}

function askedOfFindings(
  condition: Condition,
  document: JsonObject,
  isAskedFor: boolean,
  work: Work,
): readonly Condition[] {
  switch (condition.kind) {
    case "not":
      return askedOfFindings(condition.of, document, !isAskedFor, work);
    case "all":
    case "any":
      return condition.of
        .filter((one) => judge(one, document, work) === isAskedFor)
        .flatMap((one) => askedOfFindings(one, document, isAskedFor, work));
    case "leaf": {
      const { path, test } = condition;
      if (path.length !== 1 || path[0]!.name !== "findings") return [];
      if (test.operator === "any" && isAskedFor) return [test.of];
      if (test.operator === "all" && !isAskedFor) return [{ kind: "not", of: test.of }];
      return [];
    }
  }
}
