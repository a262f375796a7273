/** A store into a dump, and a dump into a store. */
import type { Movable, ReadOutOptions } from "../store/dump.ts";
import type { Counts, Header } from "./format.ts";
import { isHeader, readDump } from "./read-dump.ts";
import { type OnRows, writeDump } from "./write-dump.ts";

/** Where a dump goes. */
export interface Sink {
  write(text: string): Promise<void>;
  /** Resolves when what was written is as safe as it gets: the source is marked as moved after that. */
  finish(): Promise<void>;
}

/** Writes all that a store holds. Throws what `Movable.readOut` and the sink throw; the store is then as it was. */
export async function exportStore(
  store: Movable,
  options: ReadOutOptions,
  sink: Sink,
  onRows: OnRows,
): Promise<Counts> {
  let counts: Counts = {};
  await store.readOut(options, async (source) => {
    const dump = writeDump(source, new Date(options.now), onRows);
    for (;;) {
      const { done, value } = await dump.next();
      if (done) {
        counts = value;
        break;
      }
      await sink.write(value);
    }
    await sink.finish();
  });
  return counts;
}

export interface Imported {
  header: Header;
  counts: Counts;
}

/**
 * Fills a store with a dump. Throws `DumpError` for one that is cut, altered or newer, and what `Movable.fill` throws;
 * nothing of it is then in the store.
 */
export async function importStore(
  store: Movable,
  chunks: AsyncIterable<Uint8Array>,
  onRows: OnRows,
): Promise<Imported> {
  const dump = readDump(chunks);
  const counts: Record<string, number> = {};
  const first = await dump.next();
  if (first.done || !isHeader(first.value)) throw new Error("A dump begins with its header, or is none.");
  await store.fill(async (target) => {
    // While one batch is written, the next is read.
    let writing: Promise<void> = Promise.resolve();
    for await (const read of dump) {
      if (isHeader(read)) continue;
      await writing;
      const { table, rows } = read;
      onRows(table, rows.length);
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      writing = target.add(table, rows);
      // It is waited for above; meanwhile nobody is surprised by it.
      writing.catch(() => undefined);
    }
    await writing;
  });
  return { header: first.value, counts };
}
