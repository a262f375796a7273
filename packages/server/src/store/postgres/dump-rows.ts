/** Rows as a dump has them: out of a cursor, and in through `unnest`. */
import type { DumpColumn, DumpKind, DumpRow, DumpTable, DumpTarget, DumpValue } from "../dump.ts";
import { bools, byteas, int4s, int8s, texts, textsWithoutNul } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { DAILY, type Daily, dayOf, makeDay } from "./days.ts";
import type { Row } from "./rows.ts";

const PAGE_ROWS = 1_000;
const PAGE_BYTES = 1024 * 1024;

/** All rows that are moved of a table, in the order of the key. */
export async function* pagesOf(tx: Tx, { name, columns, key, where }: DumpTable): AsyncGenerator<DumpRow[]> {
  await tx.script(
    `DECLARE dump NO SCROLL CURSOR FOR
     SELECT ${namesOf(columns)} FROM ${name} WHERE ${where} ORDER BY ${orderOf(columns, key)}`,
  );
  let count = PAGE_ROWS / 10;
  let fetching = fetchRows(tx, count);
  for (;;) {
    const rows = await fetching;
    if (rows.length === 0) break;
    const page = rows.map((row) => columns.map((column) => row[column.name] as DumpValue));
    // The next rows are about as large; should they grow, the page after is smaller again.
    const bytes = page.reduce((sum, row) => sum + sizeOf(row), 0);
    const fitting = Math.floor((PAGE_BYTES * rows.length) / Math.max(bytes, 1));
    count = Math.max(1, Math.min(fitting, count * 2, PAGE_ROWS));
    // While this page is worked on.
    fetching = fetchRows(tx, count);
    yield page;
  }
  await tx.script("CLOSE dump");
}

function fetchRows(tx: Tx, count: number): Promise<Row[]> {
  const rows = tx.script(`FETCH ${count} FROM dump`);
  // Should it fail, whoever asks for the page is told.
  rows.catch(() => undefined);
  return rows;
}

/** By the bytes, as SQLite does it, whatever the database's collation. */
function orderOf(columns: readonly DumpColumn[], key: readonly string[]): string {
  const isText = (name: string) => columns.find((column) => column.name === name)!.kind === "text";
  return key.map((name) => (isText(name) ? `${name} COLLATE "C"` : name)).join(", ");
}

function sizeOf(row: DumpRow): number {
  let bytes = 0;
  for (const value of row) if (typeof value === "string" || value instanceof Uint8Array) bytes += value.length;
  return bytes;
}

const ADD_EXTERNAL = {
  name: "",
  text: `INSERT INTO external_id (site_no, external_id, seq)
    SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[]) AS x(site_no, external_id, seq)`,
};

/** Adds rows in this transaction, with the days that they need and the external ids that have a table of their own. */
export function targetOf(tx: Tx): DumpTarget {
  const days = new Set<number>();
  return {
    async add(table, rows) {
      const isDaily = DAILY.includes(table.name as Daily);
      const seqAt = table.columns.findIndex(({ name }) => name === "seq");
      for (const day of isDaily ? new Set(rows.map((row) => dayOf(row[seqAt] as bigint))) : []) {
        if (!days.has(day)) await makeDay(tx, day);
        days.add(day);
      }
      const columns = table.columns.map(({ kind }, index) => ARRAYS[kind].pack(rows.map((row) => row[index]!)));
      await tx.rows({ name: "", text: insertOf(table) }, ...columns);
      if (table.name === "event") await addExternal(tx, table, rows);
    },
  };
}

async function addExternal(tx: Tx, { columns }: DumpTable, rows: readonly DumpRow[]): Promise<void> {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const named = rows.filter((row) => row[at("external_id")] !== null);
  if (named.length === 0) return;
  const columnOf = (name: string, kind: DumpKind) => ARRAYS[kind].pack(named.map((row) => row[at(name)]!));
  await tx.rows(ADD_EXTERNAL, columnOf("site_no", "int4"), columnOf("external_id", "text"), columnOf("seq", "int8"));
}

function insertOf({ name, columns, isNumbered }: DumpTable): string {
  const arrays = columns.map(({ kind }, index) => `$${index + 1}::${ARRAYS[kind].type}[]`);
  const values = columns.map(({ name, kind }) => (kind in LISTS ? `${name}::${LISTS[kind]}` : name));
  return `INSERT INTO ${name} (${namesOf(columns)}) ${isNumbered ? "OVERRIDING SYSTEM VALUE" : ""}
    SELECT ${values.join(", ")} FROM unnest(${arrays.join(", ")}) AS t(${namesOf(columns)})
    ${name === "meta" ? "ON CONFLICT (key) DO UPDATE SET value = excluded.value" : ""}`;
}

const ARRAYS: Record<DumpKind, { type: string; pack(values: readonly DumpValue[]): Buffer }> = {
  int4: { type: "int", pack: (values) => int4s(values as (number | null)[]) },
  int8: { type: "bigint", pack: (values) => int8s(values as (bigint | null)[]) },
  bool: { type: "boolean", pack: (values) => bools(values as boolean[]) },
  text: { type: "text", pack: (values) => textsWithoutNul(values as (string | null)[]) },
  bytes: { type: "bytea", pack: (values) => byteas(values as (Uint8Array | null)[]) },
  int4s: { type: "text", pack: packLists },
  int8s: { type: "text", pack: packLists },
};

/** An array of arrays has to be a rectangle: each comes as a text. */
const LISTS: { [kind in DumpKind]?: string } = { int4s: "int[]", int8s: "bigint[]" };

function packLists(values: readonly DumpValue[]): Buffer {
  return texts(values.map((value) => `{${(value as readonly (number | bigint)[]).join()}}`));
}

/** Numbers go on above those that were brought along. */
export async function goOnAbove(tx: Tx, { name }: DumpTable): Promise<void> {
  await tx.script(
    `SELECT setval(pg_get_serial_sequence('${name}', 'no'), max(no)) FROM ${name} HAVING max(no) IS NOT NULL`,
  );
}

function namesOf(columns: readonly DumpColumn[]): string {
  return columns.map(({ name }) => name).join(", ");
}
