import type { JsonObject, JsonValue } from "../event-type.ts";
import type { Condition, Path, Test } from "./condition.ts";
import { isIn, type Needle } from "./needle.ts";

/**
 * How much is looked at for one judgement: operators and the names of their paths, parts of what is compared, members of
 * objects, stretches of texts, all together. It takes at most about ten milliseconds, whatever they are.
 */
export const STEPS_MAX = 100_000;
/** Characters that are searched in one step. */
const STRETCH = 8;

/** What is left of it. Below 0 the judgement is over. */
export interface Work {
  left: number;
}

/**
 * Whether a condition holds for a document. What is missing is not null, and nothing but `exists: false` and `not` is
 * true of it. A judgement that would take more than `STEPS_MAX` says no, whatever the condition.
 */
export function holds(condition: Condition, document: JsonValue): boolean {
  return judge(condition, document) === true;
}

/**
 * The same; null when the judgement would take more than `STEPS_MAX`, for those who must not take that for a no. `among`:
 * what is left for several judgements together, which is counted down.
 */
export function judge(condition: Condition, document: JsonValue, among: Work = { left: STEPS_MAX }): boolean | null {
  const allowed = Math.min(STEPS_MAX, among.left);
  const work: Work = { left: allowed };
  const verdict = isMet(condition, document, work);
  among.left -= allowed - work.left;
  return work.left < 0 ? null : verdict;
}

function isMet(condition: Condition, document: JsonValue, work: Work): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.every((one) => isMet(one, document, work));
    case "any":
      return condition.of.some((one) => isMet(one, document, work));
    case "not":
      return !isMet(condition.of, document, work);
    case "leaf":
      work.left -= 1 + condition.path.length;
      return work.left >= 0 && passes(condition.test, find(condition.path, document), work);
  }
}

/** What stands at the path; undefined where there is nothing. */
function find(path: Path, document: JsonValue): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const { name, index } of path) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) value = value[index];
    else value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

function passes(test: Test, value: JsonValue | undefined, work: Work): boolean {
  if (test.operator === "exists") return (value !== undefined) === test.value;
  if (value === undefined) return false;
  switch (test.operator) {
    case "equals":
      return isEqual(value, test.value, work);
    case "in":
      return test.scalars.has(value) || test.others.some((one) => isEqual(value, one, work));
    case "gt":
      return isOfKind(value, test.bound) && value > test.bound;
    case "lt":
      return isOfKind(value, test.bound) && value < test.bound;
    case "contains":
      if (typeof value === "string") return test.needle !== null && isInText(test.needle, value, work);
      return Array.isArray(value) && value.some((one) => isEqual(one, test.value, work));
    case "prefix":
      return typeof value === "string" && value.startsWith(test.text);
    case "any":
      return Array.isArray(value) && value.some((one) => work.left >= 0 && isMet(test.of, one, work));
    case "all":
      return Array.isArray(value) && value.every((one) => work.left >= 0 && isMet(test.of, one, work));
  }
}

function isInText(needle: Needle, text: string, work: Work): boolean {
  work.left -= Math.floor(text.length / STRETCH);
  return work.left >= 0 && isIn(needle, text);
}

function isOfKind(value: JsonValue, bound: number | string): value is number | string {
  return typeof value === typeof bound;
}

/** Whether two JSON values are the same; the order of an object's members does not count. */
function isEqual(a: JsonValue, b: JsonValue, work: Work): boolean {
  if (--work.left < 0) return false;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((one, index) => isEqual(one, b[index]!, work));
  }
  return isEqualObject(a, b, work);
}

function isEqualObject(a: JsonObject, b: JsonObject, work: Work): boolean {
  const names = Object.keys(b);
  const { length } = Object.keys(a);
  work.left -= length;
  if (length !== names.length) return false;
  return names.every((name) => Object.hasOwn(a, name) && isEqual(a[name]!, b[name]!, work));
}
