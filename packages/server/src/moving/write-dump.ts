import { createHash } from "node:crypto";
import { DUMP_TABLES, type DumpSource, type DumpTable } from "../store/dump.ts";
import { type Counts, endLine, headerLine, rowLine, tableLine } from "./format.ts";

/** Hears of every page of rows, before it is handed on. */
export type OnRows = (table: DumpTable, count: number) => void;

/** The text of a dump, a page of rows at a time. Returns how many rows of each table there were. */
export async function* writeDump(
  source: DumpSource,
  exportedAt: Date,
  onRows: OnRows,
): AsyncGenerator<string, Counts, void> {
  const { engine, schema } = source;
  const counts: Record<string, number> = {};
  const hash = createHash("sha256");
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  yield hashed(headerLine({ engine, schema, exportedAt }));
  for (const table of DUMP_TABLES) {
    yield hashed(tableLine(table));
    counts[table.name] = 0;
    for await (const rows of source.pages(table)) {
      onRows(table, rows.length);
      counts[table.name]! += rows.length;
      let text = "";
      for (const row of rows) text += rowLine(table.columns, row);
      yield hashed(text);
    }
  }
  yield endLine(counts, hash.digest("hex"));
  return counts;
}
