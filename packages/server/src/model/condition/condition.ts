/**
 * A condition asks something of a JSON document, such as an event, and is answered by yes or no. Filters of webhooks
 * are written in it. This is what one is when it has been read (`parse.ts`); how it is written says docs/filters.md.
 */
import type { JsonValue } from "../event-type.ts";
import type { Needle } from "./needle.ts";

export type Condition =
  | { kind: "all" | "any"; of: readonly Condition[] }
  | { kind: "not"; of: Condition }
  | { kind: "leaf"; path: Path; test: Test };

/** Where in the document; no steps at all lead to the document itself. */
export type Path = readonly Step[];

export interface Step {
  /** The member of an object. */
  name: string;
  /** The place in an array, counted from 0; -1 where the name is no number. */
  index: number;
}

/** What is asked of that which stands at the path. */
export type Test =
  | { operator: "equals"; value: JsonValue }
  | { operator: "in"; scalars: ReadonlySet<JsonValue>; others: readonly JsonValue[] }
  | { operator: "exists"; value: boolean }
  | { operator: "gt" | "lt"; bound: number | string }
  /** `needle`: the value, if it is a text. */
  | { operator: "contains"; value: JsonValue; needle: Needle | null }
  | { operator: "prefix"; text: string }
  /** Of the elements of an array; the condition sees one element as its document. */
  | { operator: "any" | "all"; of: Condition };

export const OPERATORS = ["equals", "in", "exists", "gt", "lt", "contains", "prefix", "any", "all"] as const;

/** Conditions inside each other. */
export const DEPTH_MAX = 8;
/** Operators in one condition. */
export const LEAVES_MAX = 64;
/** Characters of a path, or of a text to compare with. */
export const TEXT_MAX = 1_024;
/** Characters of the whole, as compact JSON. */
export const CONDITION_MAX = 16_384;
