import { createHash } from "node:crypto";
import { DUMP_TABLES, type DumpRow, type DumpTable } from "../store/dump.ts";
import { DumpError, endLine, type Header, parseHeader, parseRow, tableAsOf, tableLine, toPresent } from "./format.ts";
import { linesOf } from "./lines.ts";

const BATCH_ROWS = 1_000;
const BATCH_BYTES = 1024 * 1024;

export interface Rows {
  table: DumpTable;
  rows: readonly DumpRow[];
}

const BRACE = 0x7b; // of every line that is no row

/**
 * Reads a dump as it arrives: what it is, then its rows in batches. Ends once all of it has been there as it was
 * written; throws `DumpError` where it was not, which may only be known at its end.
 */
export async function* readDump(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Header | Rows, void, void> {
  const reader = new DumpReader();
  for await (const lines of linesOf(chunks)) {
    for (const line of lines) {
      const read = reader.take(line);
      if (read) yield read;
    }
  }
  reader.end();
}

export function isHeader(read: Header | Rows): read is Header {
  return "engine" in read;
}

/** A table, and what a dump has of it. */
interface AsOf {
  table: DumpTable;
  asOf: DumpTable;
}

function tablesAsOf(version: number): AsOf[] {
  return DUMP_TABLES.flatMap((table) => {
    const asOf = tableAsOf(table, version);
    return asOf ? [{ table, asOf }] : [];
  });
}

/** Follows a dump line by line. */
class DumpReader {
  readonly #hash = createHash("sha256");
  readonly #counts: Record<string, number> = {};
  #header: Header | null = null;
  #tables: readonly AsOf[] = [];
  #table: AsOf | null = null;
  #begun = 0;
  #rows: DumpRow[] = [];
  #bytes = 0;
  #line = 0;
  #isEnded = false;

  take(line: Buffer): Header | Rows | null {
    this.#line += 1;
    if (this.#isEnded) throw new DumpError(`Line ${this.#line} follows the dump's end: something was added to it.`);
    if (this.#header === null) {
      this.#hash.update(line);
      const { header, version } = parseHeader(textOf(line));
      this.#header = header;
      this.#tables = tablesAsOf(version);
      return header;
    }
    return line[0] === BRACE ? this.#takeMark(line) : this.#takeRow(line);
  }

  end(): void {
    if (this.#header === null) throw new DumpError("There is no dump: nothing came.");
    if (!this.#isEnded) throw new DumpError("The dump is cut: its end is missing. Export once more.");
  }

  #takeRow(line: Buffer): Rows | null {
    this.#hash.update(line);
    if (this.#table === null) throw this.#damaged("a row of no table");
    this.#rows.push(this.#parse(this.#table, line));
    this.#bytes += line.length;
    return this.#rows.length < BATCH_ROWS && this.#bytes < BATCH_BYTES ? null : this.#handOver();
  }

  #parse({ table, asOf }: AsOf, line: Buffer): DumpRow {
    try {
      return toPresent(table, asOf, parseRow(asOf, textOf(line)));
    } catch (error) {
      throw error instanceof DumpError ? this.#damaged(error.message) : error;
    }
  }

  /** The next table, or the end. */
  #takeMark(line: Buffer): Rows | null {
    const rest = this.#rows.length > 0 ? this.#handOver() : null;
    const text = textOf(line);
    const next = this.#tables[this.#begun];
    if (next === undefined) {
      this.#takeEnd(text);
      return rest;
    }
    const { name } = next.table;
    if (text !== tableLine(next.asOf)) throw this.#damaged(`not the beginning of ${name}`);
    this.#hash.update(line);
    this.#begun += 1;
    this.#table = next;
    this.#counts[name] = 0;
    return rest;
  }

  #takeEnd(text: string): void {
    if (text !== endLine(this.#counts, this.#hash.digest("hex"))) {
      throw new DumpError("The dump is not as it was exported: its rows and the hash at its end do not agree.");
    }
    this.#isEnded = true;
  }

  #handOver(): Rows {
    const rows = this.#rows;
    const { table } = this.#table!;
    this.#counts[table.name]! += rows.length;
    this.#rows = [];
    this.#bytes = 0;
    return { table, rows };
  }

  #damaged(what: string): DumpError {
    return new DumpError(`The dump is damaged: line ${this.#line} is ${what}.`);
  }
}

function textOf(line: Buffer): string {
  return line.toString("utf8");
}
