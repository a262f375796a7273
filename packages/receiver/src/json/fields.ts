/** Reads what a platform sent without trusting its shape: a field that is not there, or is another kind, is undefined. */

export type JsonObject = { readonly [name: string]: unknown };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at the end of a path of names; undefined where the path breaks off. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const name of path) {
    if (!isObject(here) || !Object.hasOwn(here, name)) return undefined;
    here = here[name];
  }
  return here;
}

export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** An id: text, or an integer as its digits. (Integers beyond 2^53 are text already, see `exact-json.ts`.) */
export function idAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === "string" && found !== "") return found;
  return Number.isSafeInteger(found) ? String(found) : undefined;
}

export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** Whatever a date is written as, as ISO 8601 in UTC with `Z`; null when it is none. A number is in `unit`s since 1970. */
export function timeAt(value: unknown, path: readonly string[], unit: "s" | "ms" = "s"): string | null {
  const found = at(value, ...path);
  if (typeof found === "number" || (typeof found === "string" && /^\d{1,15}$/.test(found))) {
    return toIso(Number(found) * (unit === "s" ? 1000 : 1));
  }
  return typeof found === "string" && found.length <= 64 ? toIso(Date.parse(found)) : null;
}

/** ISO 8601 with `Z`, without the milliseconds when there are none; null for what is no time. */
export function toIso(ms: number): string | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace(".000Z", "Z");
}
