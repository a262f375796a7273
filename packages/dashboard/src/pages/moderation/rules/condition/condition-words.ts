import { type Condition, isObject, type Json } from "./condition-form.ts";

/** A condition in words: what is more than words can say shortly is JSON. */
export function inWords(condition: Json): string {
  if (!isObject(condition)) return JSON.stringify(condition);
  if (isObject(condition.not)) return `not (${inWords(condition.not)})`;
  if (condition.path === undefined) {
    for (const [join, word] of [
      ["all", " and "],
      ["any", " or "],
    ] as const) {
      const list = condition[join];
      if (Array.isArray(list)) return list.map((one) => grouped(one)).join(word);
    }
    return JSON.stringify(condition);
  }
  return ofLeaf(condition);
}

function grouped(condition: Json): string {
  const isList = isObject(condition) && condition.path === undefined && condition.not === undefined;
  return isList ? `(${inWords(condition)})` : inWords(condition);
}

const LISTS: Readonly<Record<string, string>> = { findings: "finding", informational: "informational finding" };

function ofLeaf(condition: Condition): string {
  const path = Array.isArray(condition.path) ? condition.path.join(".") : String(condition.path);
  const noun = LISTS[path];
  if (noun !== undefined && isObject(condition.any)) return `a ${noun} with ${inWords(condition.any)}`;
  if (noun !== undefined && isObject(condition.all)) return `every ${noun} with ${inWords(condition.all)}`;
  const { equals, exists, gt, lt, contains, prefix, any, all } = condition;
  const name = path === "" ? "it" : path;
  if (equals !== undefined) return `${name} ${shown(equals)}`;
  if (Array.isArray(condition.in)) return `${name} ${condition.in.map(shown).join(" or ")}`;
  if (exists !== undefined) return exists === true ? `any ${name}` : `no ${name}`;
  if (gt !== undefined) return `${name} over ${shown(gt)}`;
  if (lt !== undefined) return `${name} under ${shown(lt)}`;
  if (contains !== undefined) return `${name} with ${shown(contains)} in it`;
  if (prefix !== undefined) return `${name} that begins with ${shown(prefix)}`;
  if (any !== undefined) return `one of ${name}: ${inWords(any)}`;
  if (all !== undefined) return `each of ${name}: ${inWords(all)}`;
  return JSON.stringify(condition);
}

function shown(value: Json): string {
  return typeof value === "string" ? `“${value}”` : JSON.stringify(value);
}
