/** Dumps in memory, and stores that are nothing but their rows. */

import { exportStore } from "../../src/moving/move.ts";
import { writeDump } from "../../src/moving/write-dump.ts";
import { DUMP_TABLES, type DumpRow, type DumpSource, type Movable } from "../../src/store/dump.ts";
import type { Content } from "./rows.ts";

export const EXPORTED_AT = new Date("2026-03-01T12:00:00.000Z");

export function sourceOf(content: Content, pageRows = 3): DumpSource {
  return {
    engine: "SQLite 3.0",
    schema: 1,
    async *pages({ name }) {
      const rows = content.get(name)!;
      for (let at = 0; at < rows.length; at += pageRows) yield rows.slice(at, at + pageRows);
    },
  };
}

export async function dumpOf(content: Content): Promise<Buffer> {
  let text = "";
  for await (const page of writeDump(sourceOf(content), EXPORTED_AT, () => undefined)) text += page;
  return Buffer.from(text);
}

/** Exports a store into memory. */
export async function exported(store: Movable, { isCopy = false } = {}): Promise<Buffer> {
  const pages: string[] = [];
  const sink = { write: async (text: string) => void pages.push(text), finish: async () => undefined };
  await exportStore(store, { now: EXPORTED_AT.getTime(), isCopy }, sink, () => undefined);
  return Buffer.from(pages.join(""));
}

/** A dump as it might arrive. */
export async function* inChunks(dump: Uint8Array, bytes = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < dump.length; at += bytes) yield dump.subarray(at, at + bytes);
}

/** The lines between the first, which tells the engine and the time, and the last, which has the hash. */
export function rowsIn(dump: Buffer): string {
  return dump.toString("utf8").split("\n").slice(1, -2).join("\n");
}

export function emptyContent(): Map<string, readonly DumpRow[]> {
  return new Map(DUMP_TABLES.map(({ name }) => [name, []]));
}
