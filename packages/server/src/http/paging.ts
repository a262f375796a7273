import { Type } from "typebox";
import { Problem } from "../model/errors.ts";
import { firstIdAt, formatId, parseId } from "../model/ids.ts";
import { parseTime } from "./times.ts";

const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 200;
const ID_MAX = (1n << 63n) - 1n;

/** Query parameters of every list. */
export const pageParameters = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT, description: "How many at most." }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: "The `next_cursor` of the page before." })),
};

/** Query parameters of lists that can be cut by time. */
export const timeParameters = {
  from: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: made at this time or later." })),
  to: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: made before this time." })),
};

export const NextCursor = Type.Unsafe<string | null>({
  type: ["string", "null"],
  description: "Pass as `cursor` to go on. Null at the end. A page may be short and still have one.",
});

export interface PageQuery {
  limit?: number;
  cursor?: string;
  from?: string;
  to?: string;
}

/** Ids from `from` up to, and without, `before`; newest first. */
export interface PageRange {
  limit: number;
  before: bigint | null;
  from: bigint;
}

/** @throws Problem `invalid_cursor`, `invalid_request` */
export function readPage(query: PageQuery): PageRange {
  const cursor = query.cursor === undefined ? null : readCursor(query.cursor);
  const to = query.to === undefined ? null : idAt(readTime("to", query.to));
  const from = query.from === undefined ? 0n : idAt(readTime("from", query.from));
  return { limit: query.limit ?? LIMIT_DEFAULT, before: lower(cursor, to), from };
}

export function toCursor(next: bigint | null): string | null {
  return next === null ? null : formatId("evt", next).slice("evt_".length);
}

/** One page of what is in memory. `items` are newest first. */
export function pageOf<T>(items: readonly T[], idOf: (item: T) => bigint, { limit, before }: PageRange) {
  const rest = before === null ? items : items.filter((item) => idOf(item) < before);
  const rows = rest.slice(0, limit);
  return { rows, next_cursor: rest.length > limit ? toCursor(idOf(rows.at(-1)!)) : null };
}

/** @throws Problem `invalid_cursor` */
export function readCursor(cursor: string): bigint {
  const id = parseId("evt", `evt_${cursor}`);
  if (id === undefined) throw new Problem("invalid_cursor", "The cursor is not one that this API gave.");
  return id;
}

/** Null is no bound. */
function lower(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** @throws Problem `invalid_request` that names it */
export function readTime(name: string, text: string): number {
  const ms = parseTime(text);
  if (ms !== undefined) return ms;
  const message = "must be a date and time with an offset, such as 2026-01-15T12:00:00Z";
  throw new Problem("invalid_request", `${name} ${message}.`, { faults: [{ path: name, message }] });
}

/** The lowest id of that time. The store's integers end at 2^63, somewhere in 2093. */
export function idAt(ms: number): bigint {
  const id = firstIdAt(ms);
  return id > ID_MAX ? ID_MAX : id;
}
