/** Reads one header out of whatever shape a framework keeps them in, without trusting any of it. */
import { type Failure, fail } from "../verification.ts";

/** Any of: a fetch `Headers`, Node's `req.headers`, a plain record, a Map or other list of pairs. Names in any case. */
export type HeadersLike =
  | { get(name: string): string | null | undefined; entries(): Iterable<[string, string]> }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | Iterable<readonly [string, string]>;

/** What a header is for, as the reasons of a failure name it. */
type Purpose = "signature" | "timestamp" | "id";

/** A header's one value, or the failure that it is missing or came more than once. A value that is not text counts as missing. */
export function readHeader(headers: unknown, header: string, purpose: Purpose): string | Failure {
  const values = valuesOf(headers, header.toLowerCase());
  if (values.length > 1) {
    return fail(`${purpose}_repeated`, `The header ${header} came more than once; exactly one is allowed.`);
  }
  return values[0] ?? fail(`${purpose}_missing`, `The header ${header}, which carries the ${purpose}, is missing.`);
}

/** Whether the header came at all. */
export function hasHeader(headers: unknown, header: string): boolean {
  return valuesOf(headers, header.toLowerCase()).length > 0;
}

/** Every value of a header, in the order in which they came. */
export function headerValues(headers: unknown, header: string): readonly string[] {
  return valuesOf(headers, header.toLowerCase());
}

function valuesOf(headers: unknown, name: string): readonly string[] {
  if (typeof headers !== "object" || headers === null) return [];
  // A Map has `get` too, but one that minds the case of a name.
  if (headers instanceof Map) return valuesOfPairs(headers, name);
  if ("get" in headers && typeof headers.get === "function") {
    const value: unknown = headers.get(name);
    return typeof value === "string" ? [value] : [];
  }
  if (Symbol.iterator in headers) return valuesOfPairs(headers as Iterable<unknown>, name);
  return valuesOfRecord(headers, name);
}

function valuesOfPairs(pairs: Iterable<unknown>, name: string): readonly string[] {
  const values: string[] = [];
  for (const pair of pairs) {
    if (Array.isArray(pair) && isNamed(pair[0], name)) collect(pair[1], values);
  }
  return values;
}

function valuesOfRecord(record: object, name: string): readonly string[] {
  const values: string[] = [];
  // Every key, not `record[name]` alone: two spellings of one header are a repetition.
  for (const key of Object.keys(record)) {
    if (isNamed(key, name)) collect((record as Record<string, unknown>)[key], values);
  }
  return values;
}

function isNamed(key: unknown, name: string): boolean {
  return typeof key === "string" && key.length === name.length && key.toLowerCase() === name;
}

function collect(value: unknown, values: string[]): void {
  if (typeof value === "string") values.push(value);
  else if (Array.isArray(value)) for (const one of value) if (typeof one === "string") values.push(one);
}
