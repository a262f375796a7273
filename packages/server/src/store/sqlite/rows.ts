/** How rows become the port's records. Every integer comes out of `node:sqlite` as a bigint. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

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

export type Row = Record<string, bigint | string | Uint8Array | null>;

/** A statement whose integers are bigints: ids do not fit a double. */
export function prepare(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

/** The rows of a statement, one at a time; stop whenever enough has been read. */
export function each(statement: StatementSync, ...values: SQLInputValue[]): Iterable<Row> {
  return statement.iterate(...values) as Iterable<Row>;
}

export function one(statement: StatementSync, ...values: SQLInputValue[]): Row | undefined {
  return statement.get(...values) as Row | undefined;
}

export function big(row: Row, column: string): bigint {
  return row[column] as bigint;
}

export function num(row: Row, column: string): number {
  return Number(row[column] as bigint);
}

export function numOrNull(row: Row, column: string): number | null {
  const value = row[column];
  return value === null ? null : Number(value);
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

export function bigOrNull(row: Row, column: string): bigint | null {
  return row[column] as bigint | null;
}

export function packTargets(webhookNos: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(webhookNos).buffer);
}

export function unpackTargets(blob: Uint8Array): number[] {
  return Array.from(new Uint32Array(blob.slice().buffer));
}

export function packSeqs(seqs: readonly bigint[]): Uint8Array {
  return new Uint8Array(BigInt64Array.from(seqs).buffer);
}

export function unpackSeqs(blob: Uint8Array): bigint[] {
  return Array.from(new BigInt64Array(blob.slice().buffer));
}
