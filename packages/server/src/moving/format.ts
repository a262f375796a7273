/**
 * What a dump looks like: lines of JSON. First what it is, then each table (its name and columns, then its rows, an array
 * each), then an end that tells whether all of it is there:
 *
 *     {"format":"tabellary-dump","version":4,"engine":"SQLite 3.50.4","schema":1,"exported":"2026-01-01T00:00:00.000Z"}
 *     {"table":"site","columns":["no","id",…]}
 *     [1,"1023…",…]
 *     {"end":{"site":1,…},"sha256":"…"}
 *
 * 64-bit integers are strings, bytes are base64. The hash is that of every byte before the end's line. Whatever changes
 * what a table holds, or how, raises `VERSION`; dumps of the versions before are read all the same.
 */
import type { DumpColumn, DumpRow, DumpTable, DumpValue } from "../store/dump.ts";

export const FORMAT = "tabellary-dump";
export const VERSION = 4;

export interface Header {
  /** What it was read from. */
  engine: string;
  /** The number of that engine's last migration. */
  schema: number;
  exportedAt: Date;
}

/** Rows of each table, by its name. */
export type Counts = Readonly<Record<string, number>>;

/** A dump that cannot be imported. `message` says why, and in which line where there is one. */
export class DumpError extends Error {
  readonly code = "dump_invalid";
}

export function headerLine({ engine, schema, exportedAt }: Header): string {
  return line({ format: FORMAT, version: VERSION, engine, schema, exported: exportedAt.toISOString() });
}

export function tableLine({ name, columns }: DumpTable): string {
  return line({ table: name, columns: columns.map((column) => column.name) });
}

export function rowLine(columns: readonly DumpColumn[], row: DumpRow): string {
  return line(row.map((value, index) => toJson(value, columns[index]!)));
}

export function endLine(counts: Counts, sha256: string): string {
  return line({ end: counts, sha256 });
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

/** Throws `DumpError` for what is no dump, or a newer one. */
export function parseHeader(text: string): { header: Header; version: number } {
  const header = parseJson(text) as Record<string, unknown> | null;
  if (header?.format !== FORMAT) {
    throw new DumpError("This is no dump: its first line is not that of `tabellary export`.");
  }
  const { version, engine, schema, exported } = header;
  if (typeof version === "number" && version > VERSION) {
    throw new DumpError(
      `The dump has format ${version}, this Tabellary knows ${VERSION}: import it with the version that exported it, or a later one.`,
    );
  }
  const exportedAt = new Date(String(exported));
  const isSound = Number.isInteger(version) && typeof engine === "string" && typeof schema === "number";
  if (!isSound || Number.isNaN(exportedAt.getTime())) throw new DumpError("The dump's first line is damaged.");
  return { header: { engine, schema, exportedAt }, version: version as number };
}

/** A table as a dump of that format has it; undefined where that has none. */
export function tableAsOf(table: DumpTable, version: number): DumpTable | undefined {
  if (table.since > version) return undefined;
  return { ...table, columns: table.columns.filter(({ since }) => since <= version) };
}

/** A row that was read as of an earlier format, as the table is now. */
export function toPresent(table: DumpTable, asOf: DumpTable, row: DumpRow): DumpRow {
  if (asOf.columns.length === table.columns.length) return row;
  const values = new Map(asOf.columns.map(({ name }, index) => [name, row[index]!]));
  return table.columns.map(({ name }) => values.get(name) ?? null);
}

/** Throws `DumpError`. */
export function parseRow({ name, columns }: DumpTable, text: string): DumpRow {
  const values = parseJson(text);
  if (!Array.isArray(values) || values.length !== columns.length) throw new DumpError(`no row of ${name}`);
  return columns.map((column, index) => {
    const value = fromJson(values[index], column);
    if (value === undefined) throw new DumpError(`${name}.${column.name} is not what it can be`);
    return value;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the line is then none of those that a dump has
  }
}

function toJson(value: DumpValue, { kind }: DumpColumn): unknown {
  if (value === null) return null;
  switch (kind) {
    case "int8":
      return String(value);
    case "int8s":
      return (value as readonly bigint[]).map(String);
    case "bytes": {
      const { buffer, byteOffset, byteLength } = value as Uint8Array;
      return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
    }
    default:
      return value;
  }
}

const INT8 = /^-?\d{1,19}$/;

/** Undefined when it is not of that kind. */
function fromJson(value: unknown, { kind, isNullable }: DumpColumn): DumpValue | undefined {
  if (value === null) return isNullable ? null : undefined;
  switch (kind) {
    case "int4":
      return isInt4(value) ? value : undefined;
    case "int8":
      return isInt8(value) ? BigInt(value) : undefined;
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "text":
      return typeof value === "string" ? value : undefined;
    case "bytes":
      return typeof value === "string" ? Buffer.from(value, "base64") : undefined;
    case "int4s":
      return Array.isArray(value) && value.every(isInt4) ? value : undefined;
    case "int8s":
      return Array.isArray(value) && value.every(isInt8) ? value.map(BigInt) : undefined;
  }
}

function isInt8(value: unknown): value is string {
  return typeof value === "string" && INT8.test(value);
}

function isInt4(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(value as number) <= 0x7fff_ffff;
}
