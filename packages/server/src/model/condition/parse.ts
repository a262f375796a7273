import type { Fault } from "../errors.ts";
import type { JsonObject, JsonValue } from "../event-type.ts";
import { pointerStep } from "../json-pointer.ts";
import {
  CONDITION_MAX,
  type Condition,
  DEPTH_MAX,
  LEAVES_MAX,
  OPERATORS,
  type Path,
  type Step,
  TEXT_MAX,
  type Test,
} from "./condition.ts";
import { toNeedle } from "./needle.ts";

export type ParsedCondition =
  | { ok: true; condition: Condition }
  /** The paths are JSON pointers into the condition as it was given. */
  | { ok: false; faults: readonly Fault[] };

/** More help nobody. */
const FAULTS_MAX = 10;
/** JSON to compare with, inside each other. */
const VALUE_DEPTH_MAX = 8;
const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** What has been found so far. */
interface Found {
  leaves: number;
  faults: Fault[];
}

/** Reads a condition as JSON writes it (docs/filters.md). Everything in it has a bound, so that judging has one too. */
export function parseCondition(value: unknown): ParsedCondition {
  const found: Found = { leaves: 0, faults: [] };
  const isLong = (JSON.stringify(value)?.length ?? 0) > CONDITION_MAX;
  const condition = isLong
    ? blame(found, "", `is longer than ${CONDITION_MAX} characters`)
    : readCondition(value, "", 1, found);
  if (found.leaves > LEAVES_MAX) blame(found, "", `has more than ${LEAVES_MAX} operators`);
  if (condition !== undefined && found.faults.length === 0) return { ok: true, condition };
  return { ok: false, faults: found.faults };
}

function blame(found: Found, path: string, message: string): undefined {
  if (found.faults.length < FAULTS_MAX) found.faults.push({ path, message });
}

/** Undefined when there is a fault in it, which is noted. */
function readCondition(value: unknown, path: string, depth: number, found: Found): Condition | undefined {
  if (!isObject(value)) return blame(found, path, 'must be a condition, such as {"path": "data.id", "exists": true}');
  if (depth > DEPTH_MAX) return blame(found, path, `is more than ${DEPTH_MAX} conditions deep`);
  if (Object.hasOwn(value, "path")) return readLeaf(value, path, depth, found);
  const [kind, ...more] = Object.keys(value);
  if (kind === undefined || more.length > 0 || !isCombinator(kind)) {
    return blame(found, path, "must have a path and one operator, or one of all, any, not and nothing else");
  }
  const below = path + pointerStep(kind);
  if (kind !== "not") return readList(kind, value[kind], below, depth, found);
  const of = readCondition(value.not, below, depth + 1, found);
  return of && { kind, of };
}

function isCombinator(name: string): name is "all" | "any" | "not" {
  return name === "all" || name === "any" || name === "not";
}

function readList(kind: "all" | "any", list: unknown, path: string, depth: number, found: Found) {
  if (!Array.isArray(list) || list.length === 0 || list.length > LEAVES_MAX) {
    return blame(
      found,
      path,
      `must be a list of 1 to ${LEAVES_MAX} conditions; for the elements of an array add a path`,
    );
  }
  const of = list.map((one, index) => readCondition(one, `${path}/${index}`, depth + 1, found));
  return of.every((one) => one !== undefined) ? { kind, of } : undefined;
}

function readLeaf(leaf: JsonObject, path: string, depth: number, found: Found): Condition | undefined {
  found.leaves++;
  const steps = readPath(leaf.path, `${path}/path`, found);
  const operators = Object.keys(leaf).filter((name) => name !== "path");
  const strange = operators.find((name) => !(OPERATORS as readonly string[]).includes(name));
  if (strange !== undefined) {
    return blame(found, path + pointerStep(strange), `is no operator; there are ${OPERATORS.join(", ")}`);
  }
  if (operators.length !== 1) {
    return blame(found, path, `must have one operator beside its path, and has ${operators.length}`);
  }
  const operator = operators[0] as (typeof OPERATORS)[number];
  const test = readTest(operator, leaf[operator], path + pointerStep(operator), depth, found);
  return steps && test && { kind: "leaf", path: steps, test };
}

function readTest(
  operator: (typeof OPERATORS)[number],
  value: JsonValue | undefined,
  path: string,
  depth: number,
  found: Found,
): Test | undefined {
  switch (operator) {
    case "equals":
      return isComparable(value, path, found) ? { operator, value } : undefined;
    case "contains":
      if (!isComparable(value, path, found)) return undefined;
      return { operator, value, needle: typeof value === "string" ? toNeedle(value) : null };
    case "in":
      return readIn(value, path, found);
    case "exists":
      return typeof value === "boolean" ? { operator, value } : blame(found, path, "must be true or false");
    case "gt":
    case "lt":
      if (typeof value !== "number" && typeof value !== "string")
        return blame(found, path, "must be a number or a text");
      return isComparable(value, path, found) ? { operator, bound: value } : undefined;
    case "prefix":
      if (typeof value !== "string") return blame(found, path, "must be a text");
      return isComparable(value, path, found) ? { operator, text: value } : undefined;
    case "any":
    case "all": {
      if (Array.isArray(value)) return blame(found, path, "must be one condition, for the elements of the array");
      const of = readCondition(value, path, depth + 1, found);
      return of && { operator, of };
    }
  }
}

function readIn(values: JsonValue | undefined, path: string, found: Found): Test | undefined {
  if (!Array.isArray(values) || values.length === 0) return blame(found, path, "must be a list of at least one value");
  if (!values.every((value, index) => isComparable(value, `${path}/${index}`, found))) return undefined;
  const isScalar = (value: JsonValue) => typeof value !== "object" || value === null;
  const others = values.filter((value) => !isScalar(value));
  return { operator: "in", scalars: new Set(values.filter(isScalar)), others };
}

/** Whether a value may be compared with; what is wrong with it is noted. */
function isComparable(value: JsonValue | undefined, path: string, found: Found, depth = 1): value is JsonValue {
  if (typeof value === "string" && value.length > TEXT_MAX) {
    blame(found, path, `is longer than ${TEXT_MAX} characters`);
    return false;
  }
  if (typeof value !== "object" || value === null) return value !== undefined;
  if (depth > VALUE_DEPTH_MAX) {
    blame(found, path, `is nested more than ${VALUE_DEPTH_MAX} levels deep`);
    return false;
  }
  return Object.entries(value).every(([name, one]) => isComparable(one, path + pointerStep(name), found, depth + 1));
}

function readPath(path: JsonValue | undefined, at: string, found: Found): Path | undefined {
  if (path === "") return [];
  const names = typeof path === "string" ? path.split(".") : path;
  const isText = typeof path === "string";
  if (!Array.isArray(names) || (isText && names.includes(""))) {
    return blame(found, at, 'must be names joined by dots, such as data.comment.text, or a list: ["data", "a.b"]');
  }
  if ((isText ? path : names.join(".")).length > TEXT_MAX)
    return blame(found, at, `is longer than ${TEXT_MAX} characters`);
  const strange = names.findIndex((name) => typeof name !== "string" && !isIndex(name));
  if (strange >= 0) return blame(found, `${at}/${strange}`, "must be a name, or the place in an array counted from 0");
  return names.map((name) => toStep(String(name)));
}

function isIndex(name: JsonValue): boolean {
  return typeof name === "number" && INDEX.test(String(name));
}

function toStep(name: string): Step {
  return { name, index: INDEX.test(name) ? Number(name) : -1 };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
