/** Arbitrary contents of a store: rows that each table can hold, whatever they mean. */
import fc from "fast-check";
import { firstIdAt } from "../../src/model/ids.ts";
import { DUMP_TABLES, type DumpColumn, type DumpRow, type DumpTable, type DumpValue } from "../../src/store/dump.ts";

/** Rows of each table, by its name, in the order of the key. */
export type Content = ReadonlyMap<string, readonly DumpRow[]>;

/** Of a few days: each has tables of its own in PostgreSQL. */
const seq = fc
  .tuple(fc.nat(4), fc.bigInt(0n, firstIdAt(Date.UTC(2024, 0, 2)) - 1n))
  .map(([day, rest]) => firstIdAt(Date.UTC(2026, 1, 26 + day)) + rest);

/** PostgreSQL's text has no NUL; a test of its own has one. */
const text = fc
  .oneof(fc.string({ unit: "binary" }), fc.constantFrom("", '"\\\n\r\t', "\u2028\u2029", "🦊", "\u0001", "[", "{"))
  .map((value) => value.replaceAll("\0", "0"));
const bytes = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(Uint8Array.of(0, 10, 255, 0)));
/** Never 0, which no numbering begins with. */
const int4 = fc.integer({ min: -0x7fff_ffff, max: 0x7fff_ffff }).map((value) => value || 1);
const int8 = fc.bigInt(-(1n << 63n), (1n << 63n) - 1n);

/** Numbers that stand for words. */
const SMALL: ReadonlySet<string> = new Set(["status", "origin", "verdict"]);

function anyOf({ name, kind, isNullable }: DumpColumn): fc.Arbitrary<DumpValue> {
  const value: fc.Arbitrary<DumpValue> = {
    int4: SMALL.has(name) ? fc.integer({ min: 1, max: 3 }) : name === "no" ? int4.map(Math.abs) : int4,
    int8: name === "seq" ? seq : int8,
    bool: fc.boolean(),
    text,
    bytes,
    int4s: fc.array(int4.map(Math.abs), { maxLength: 5 }),
    int8s: fc.array(int8, { maxLength: 5 }),
  }[kind];
  return isNullable ? fc.option(value, { nil: null }) : value;
}

/** What is unique in a table beside its key. */
const UNIQUE: Record<string, readonly (readonly string[])[]> = {
  site: [["id"], ["name"]],
  api_key: [["id"], ["hash"]],
  webhook: [["id"], ["site_no", "inner_key"]],
  source: [["id"]],
  type_name: [["name"]],
  event: [["site_no", "external_id"]],
  item: [["site_no", "platform", "native_id"]],
  job: [["item", "run"]],
};

function rowsOf(table: DumpTable, rowsMax: number): fc.Arbitrary<readonly DumpRow[]> {
  const positions = (names: readonly string[]) =>
    names.map((name) => table.columns.findIndex((column) => column.name === name));
  const uniques = [table.key, ...(UNIQUE[table.name] ?? [])].map(positions);
  const pick = (row: DumpRow, at: readonly number[]) => at.map((index) => String(row[index])).join(" ");
  return fc
    .array(fc.tuple(...table.columns.map(anyOf)), { maxLength: rowsMax })
    .map((rows) => {
      const seen = new Set<string>();
      return rows.filter((row) => {
        const keys = uniques.map((at, index) => `${index} ${pick(row, at)}`);
        if (keys.some((key) => seen.has(key))) return false;
        for (const key of keys) seen.add(key);
        return true;
      });
    })
    .map((rows) => rows.toSorted((one, other) => compare(one, other, uniques[0]!)));
}

function compare(one: DumpRow, other: DumpRow, at: readonly number[]): number {
  for (const index of at) {
    const order = compareValues(one[index]!, other[index]!);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValues(one: DumpValue, other: DumpValue): number {
  if (one instanceof Uint8Array) return Buffer.compare(one, other as Uint8Array);
  if (typeof one === "string") return Buffer.compare(Buffer.from(one), Buffer.from(other as string));
  return (one as number) < (other as number) ? -1 : (one as number) > (other as number) ? 1 : 0;
}

/** `meta` holds what a migration has put there, and its values may be any. */
function metaRows(): fc.Arbitrary<readonly DumpRow[]> {
  return int8.map((version) => [["catalogue_version", version]]);
}

export function content(rowsMax: number): fc.Arbitrary<Content> {
  const tables = DUMP_TABLES.map((table) => (table.name === "meta" ? metaRows() : rowsOf(table, rowsMax)));
  return fc.tuple(...tables).map((rows) => new Map(DUMP_TABLES.map(({ name }, index) => [name, rows[index]!])));
}
