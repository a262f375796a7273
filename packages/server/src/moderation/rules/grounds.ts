import type { Condition } from "../../model/condition/condition.ts";
import { holds } from "../../model/condition/holds.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding } from "../../model/finding.ts";
import { findingValue } from "./document.ts";

/** The findings that a condition holds by: of those branches that hold, what they ask of one finding. */
export function groundsOf(
  condition: Condition,
  document: JsonObject,
  findings: readonly Finding[],
): readonly Finding[] {
  const asked = askedOfFindings(condition, document, true);
  return findings.filter((finding) => asked.some((one) => holds(one, findingValue(finding))));
}

function askedOfFindings(condition: Condition, document: JsonObject, isAskedFor: boolean): readonly Condition[] {
  switch (condition.kind) {
    case "not":
      return askedOfFindings(condition.of, document, !isAskedFor);
    case "all":
    case "any":
      return condition.of
        .filter((one) => holds(one, document) === isAskedFor)
        .flatMap((one) => askedOfFindings(one, document, isAskedFor));
    case "leaf": {
      const { path, test } = condition;
      if (path.length !== 1 || path[0]!.name !== "findings") return [];
      if (test.operator === "any" && isAskedFor) return [test.of];
      if (test.operator === "all" && !isAskedFor) return [{ kind: "not", of: test.of }];
      return [];
    }
  }
}
