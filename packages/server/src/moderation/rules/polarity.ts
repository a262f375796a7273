/**
 * What a condition asks of the findings, known from how it is written. A leaf is asked for as it stands, or for its
 * contrary where it is under `not`, or in the condition of a requirement, which is hit when it does not hold.
 */
import type { Condition, Path } from "../../model/condition/condition.ts";

type Leaf = Extract<Condition, { kind: "leaf" }>;

/**
 * Whether it stays true with more findings. So it needs nothing of an evaluator that could not say its own: whatever
 * that one might have said, it holds.
 */
export function outlastsFindings(condition: Condition, isAskedFor: boolean): boolean {
  switch (condition.kind) {
    case "all":
    case "any":
      return condition.of.every((one) => outlastsFindings(one, isAskedFor));
    case "not":
      return outlastsFindings(condition.of, !isAskedFor);
    case "leaf":
      return !readsFindings(condition.path) || growsWithFindings(condition, isAskedFor);
  }
}

/** The empty path is the document with all that is in it. */
function readsFindings([first]: Path): boolean {
  return first === undefined || first.name === "findings" || first.name === "informational";
}

function growsWithFindings({ path, test }: Leaf, isAskedFor: boolean): boolean {
  if (path.length !== 1) return false;
  switch (test.operator) {
    case "exists":
      return true;
    case "any":
    case "contains":
      return isAskedFor;
    case "all":
      return !isAskedFor;
    default:
      return false;
  }
}

/** Whether informational findings are enough to make it true. */
export function restsOnInformational(condition: Condition, isAskedFor: boolean): boolean {
  switch (condition.kind) {
    case "not":
      return restsOnInformational(condition.of, !isAskedFor);
    case "leaf":
      return condition.path[0]?.name === "informational";
    case "all":
    case "any": {
      const needsEach = (condition.kind === "all") === isAskedFor;
      const rests = (one: Condition) => restsOnInformational(one, isAskedFor);
      return needsEach ? condition.of.every(rests) : condition.of.some(rests);
    }
  }
}
