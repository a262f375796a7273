/** A condition as a form shows it: rows, of which all or any must hold. What says more is written as JSON. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type Condition = { readonly [name: string]: Json };

export const OPERATORS = ["equals", "in", "exists", "gt", "lt", "contains", "prefix"] as const;
export type Operator = (typeof OPERATORS)[number];

/** Asks for a finding that is all of this; what is empty is not asked for. */
export interface FindingRow {
  kind: "finding";
  isNegated: boolean;
  /** One label, or several with commas: any of them. */
  label: string;
  /** A number from 0 to 1: more than this. */
  confidence: string;
  severities: readonly string[];
  /** `label`: a class; `match`: something on a list. */
  findingKind: string;
  evaluator: string;
}

export interface FieldRow {
  kind: "field";
  isNegated: boolean;
  /** Names joined by dots. */
  path: string;
  operator: Operator;
  /** As JSON; what is no JSON is a text. `in` takes several with commas. */
  value: string;
}

export type Row = FindingRow | FieldRow;

export interface ConditionForm {
  join: "all" | "any";
  rows: readonly Row[];
}

export const NEW_FINDING: FindingRow = {
  kind: "finding",
  isNegated: false,
  label: "",
  confidence: "",
  severities: [],
  findingKind: "",
  evaluator: "",
};

export const NEW_FIELD: FieldRow = { kind: "field", isNegated: false, path: "text", operator: "contains", value: "" };

/** As the API takes it. */
export function toCondition({ join, rows }: ConditionForm): Condition {
  const conditions = rows.map(ofRow);
  return conditions.length === 1 ? conditions[0]! : { [join]: conditions };
}

function ofRow(row: Row): Condition {
  const condition = row.kind === "finding" ? ofFinding(row) : { path: row.path, [row.operator]: valueOfField(row) };
  return row.isNegated ? { not: condition } : condition;
}

function ofFinding({ label, confidence, severities, findingKind, evaluator }: FindingRow): Condition {
  const parts: Condition[] = [];
  if (findingKind !== "") parts.push({ path: "kind", equals: findingKind });
  const labels = splitList(label);
  if (labels.length > 0) parts.push(oneOf("label", labels));
  if (confidence.trim() !== "") parts.push({ path: "confidence", gt: Number(confidence) });
  if (severities.length > 0) parts.push(oneOf("severity", severities));
  if (evaluator.trim() !== "") parts.push({ path: "evaluator", equals: evaluator.trim() });
  const [first = { path: "label", exists: true }, ...more] = parts;
  return { path: "findings", any: more.length === 0 ? first : { all: parts } };
}

function oneOf(path: string, values: readonly string[]): Condition {
  return values.length === 1 ? { path, equals: values[0]! } : { path, in: values };
}

function valueOfField({ operator, value }: FieldRow): Json {
  if (operator === "exists") return value !== "false";
  if (operator === "in") return splitList(value).map(readValue);
  return readValue(value);
}

/** `5` is a number and `"5"` a text; what is no JSON is a text as it stands. */
function readValue(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function writeValue(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return readValue(value) === value ? value : JSON.stringify(value);
}

function splitList(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
}

/** The form that says the same; undefined when the condition says more than a form can. */
export function fromCondition(condition: Condition): ConditionForm | undefined {
  const form = readForm(condition);
  return form !== undefined && isSame(toCondition(form), condition) ? form : undefined;
}

function readForm(condition: Condition): ConditionForm | undefined {
  for (const join of ["all", "any"] as const) {
    const list = condition[join];
    if (condition.path !== undefined || !Array.isArray(list)) continue;
    const rows = list.map(readRow);
    return rows.length > 1 && rows.every((row) => row !== undefined) ? { join, rows } : undefined;
  }
  const row = readRow(condition);
  return row === undefined ? undefined : { join: "all", rows: [row] };
}

function readRow(condition: Json): Row | undefined {
  if (!isObject(condition)) return undefined;
  if (isObject(condition.not)) {
    const row = readRow(condition.not);
    return row === undefined || row.isNegated ? undefined : { ...row, isNegated: true };
  }
  if (condition.path === "findings" && isObject(condition.any)) return readFinding(condition.any);
  const operator = OPERATORS.find((one) => condition[one] !== undefined);
  if (operator === undefined || typeof condition.path !== "string") return undefined;
  const value = condition[operator]!;
  const written = operator === "in" && Array.isArray(value) ? value.map(writeValue).join(", ") : writeValue(value);
  return { kind: "field", isNegated: false, path: condition.path, operator, value: written };
}

function readFinding(inner: Condition): FindingRow | undefined {
  const parts = Array.isArray(inner.all) ? inner.all : [inner];
  const row = { ...NEW_FINDING };
  for (const part of parts) {
    if (!isObject(part)) return undefined;
    const values = (part.in ?? (part.equals === undefined ? [] : [part.equals])) as readonly string[];
    if (part.path === "label") row.label = values.join(", ");
    else if (part.path === "confidence" && typeof part.gt === "number") row.confidence = String(part.gt);
    else if (part.path === "severity") row.severities = values;
    else if (part.path === "kind") row.findingKind = values.join();
    else if (part.path === "evaluator") row.evaluator = values.join();
    else return undefined;
  }
  return row;
}

export function isObject(value: Json | undefined): value is Condition {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whatever the order of members. */
function isSame(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => isSame(one, b[at]!));
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && isSame(a[name]!, b[name]))
  );
}
