/** How rows become the port's records. Every bigint column comes out as a bigint. */
import pg from "pg";

export {
  deliverySeq,
  endFromNumber,
  endToNumber,
  eventSeqOf,
  innerKey,
  originFromNumber,
  originToNumber,
  verdictFromNumber,
  verdictToNumber,
} from "../row-values.ts";

export type Row = Record<string, bigint | number | string | boolean | Uint8Array | number[] | bigint[] | null>;

/** Ids do not fit a double. By object ids of types (src/include/catalog/pg_type.dat): int8, int8[]. */
const OF_IDS = new Map<number, (value: string) => unknown>([
  [20, BigInt],
  [1016, (value) => (value === "{}" ? [] : value.slice(1, -1).split(",").map(BigInt))],
]);

/** Everything else is read as `pg` reads it. */
export const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    (format !== "binary" && OF_IDS.get(oid)) ||
    pg.types.getTypeParser(oid, format as "text")) as pg.CustomTypesConfig["getTypeParser"],
};

export function big(row: Row, column: string): bigint {
  return row[column] as bigint;
}

export function num(row: Row, column: string): number {
  return Number(row[column]);
}

export function numOrNull(row: Row, column: string): number | null {
  const value = row[column];
  return value === null ? null : Number(value);
}

export function bigOrNull(row: Row, column: string): bigint | null {
  return row[column] as bigint | null;
}

export function bigs(row: Row, column: string): bigint[] {
  return row[column] as bigint[];
}

export function text(row: Row, column: string): string {
  return row[column] as string;
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] as string | null;
}

export function bytes(row: Row, column: string): Uint8Array {
  return row[column] as Uint8Array;
}

/** A lane, or a row of the queue, as the key of a map. */
export function keyOf(webhookNo: number, no: bigint): string {
  return `${webhookNo} ${no}`;
}

/** In the order of the key: whoever locks several rows locks them in this order, so that nobody waits in a circle. */
export function inKeyOrder(one: { webhookNo: number; no: bigint }, other: { webhookNo: number; no: bigint }): number {
  if (one.webhookNo !== other.webhookNo) return one.webhookNo - other.webhookNo;
  return one.no < other.no ? -1 : one.no > other.no ? 1 : 0;
}
