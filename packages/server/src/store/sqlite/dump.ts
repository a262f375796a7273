import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  DUMP_TABLES,
  type DumpColumn,
  type DumpRow,
  type DumpSource,
  type DumpTable,
  type DumpTarget,
  type DumpValue,
  MOVED,
  type Movable,
  StoreMissingError,
  StoreNotEmptyError,
} from "../dump.ts";
import { openForWriting } from "./database.ts";
import { lockFile } from "./file-lock.ts";
import { migrate } from "./migrate.ts";
import { assertNotMoved, readMovedAt } from "./moved.ts";
import { packSeqs, packTargets, unpackSeqs, unpackTargets } from "./rows.ts";

const PAGE_ROWS = 1_000;
const PAGE_BYTES = 1024 * 1024;

/** A store in a file. The file's lock keeps hubs out meanwhile. */
export function movableSqlite(file: string): Movable {
  return {
    readOut: (options, read) =>
      withMade(file, () =>
        withDatabase(file, async (db) => {
          if (!options.isCopy) assertNotMoved(file, db);
          await read(sourceOf(db));
          if (options.isCopy) return;
          db.prepare("INSERT INTO meta (key, value) VALUES (?, ?)").run(MOVED, options.now);
        }),
      ),
    fill: (write) =>
      withLock(file, async () => {
        if (existsSync(file)) await withDatabase(file, async (db) => assertEmpty(file, db));
        await fillAside(file, write);
      }),
    unmark: () =>
      withMade(file, () =>
        withDatabase(file, async (db) => {
          const movedAt = readMovedAt(db);
          db.prepare("DELETE FROM meta WHERE key = ?").run(MOVED);
          return movedAt;
        }),
      ),
  };
}

/** To open a file is to make it. */
async function withMade<T>(file: string, work: () => Promise<T>): Promise<T> {
  if (!existsSync(file)) throw new StoreMissingError(file);
  return withLock(file, work);
}

async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const lock = lockFile(file);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

async function withDatabase<T>(file: string, work: (db: DatabaseSync) => Promise<T>): Promise<T> {
  const db = openForWriting(file);
  try {
    migrate(db);
    return await work(db);
  } finally {
    db.close();
  }
}

function sourceOf(db: DatabaseSync): DumpSource {
  const { user_version: schema } = db.prepare("PRAGMA user_version").get() as { user_version: number };
  return { engine: `SQLite ${process.versions.sqlite}`, schema, pages: (table) => pagesOf(db, table) };
}

/** Walks the primary key. Nobody writes meanwhile: the statement may stay open from page to page. */
async function* pagesOf(db: DatabaseSync, table: DumpTable): AsyncGenerator<DumpRow[]> {
  const { name, columns, key, where } = table;
  const all = db.prepare(`SELECT ${namesOf(columns)} FROM ${name} WHERE ${where} ORDER BY ${key.join(", ")}`);
  all.setReadBigInts(true);
  all.setReturnArrays(true);
  let page: DumpRow[] = [];
  let bytes = 0;
  for (const stored of all.iterate() as Iterable<unknown> as Iterable<Stored[]>) {
    page.push(stored.map((value, index) => fromStored(value, columns[index]!)));
    for (const value of stored) if (typeof value !== "bigint") bytes += sizeOf(value);
    if (page.length < PAGE_ROWS && bytes < PAGE_BYTES) continue;
    yield page;
    page = [];
    bytes = 0;
  }
  if (page.length > 0) yield page;
}

type Stored = bigint | number | string | Uint8Array | null;

function sizeOf(value: Exclude<Stored, bigint>): number {
  return value === null || typeof value === "number" ? 0 : value.length;
}

function fromStored(value: Stored, { kind }: DumpColumn): DumpValue {
  if (value === null) return null;
  switch (kind) {
    case "int4":
      return Math.round(Number(value));
    case "int8":
      // A time that came out of a calculation is kept with its fraction.
      return typeof value === "number" ? BigInt(Math.round(value)) : value;
    case "bool":
      return value === 1n;
    case "int4s":
      return unpackTargets(value as Uint8Array);
    case "int8s":
      return unpackSeqs(value as Uint8Array);
    case "text":
    case "bytes":
      return value;
  }
}

function toStored(value: DumpValue, { kind }: DumpColumn): SQLInputValue {
  if (value === null) return null;
  if (kind === "bool") return value === true ? 1 : 0;
  if (kind === "int4s") return packTargets(value as number[]);
  if (kind === "int8s") return packSeqs(value as bigint[]);
  return value as SQLInputValue;
}

/** Written beside the file, which it replaces once it is whole and on disk. */
async function fillAside(file: string, write: (target: DumpTarget) => Promise<void>): Promise<void> {
  const aside = `${file}.importing`;
  rmSync(aside, { force: true });
  writeFileSync(aside, "", { mode: 0o600 });
  try {
    const db = openAside(aside);
    try {
      migrate(db);
      db.exec("BEGIN");
      await write(targetOf(db));
      db.exec("COMMIT");
    } finally {
      db.close();
    }
    sync(aside);
    for (const rest of [`${file}-wal`, `${file}-shm`]) rmSync(rest, { force: true });
    renameSync(aside, file);
    if (process.platform !== "win32") sync(dirname(file)); // a folder cannot be opened there
  } finally {
    rmSync(aside, { force: true });
  }
}

/** A file that is thrown away when anything goes wrong needs no journal, and is synced once, at its end. */
function openAside(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { enableForeignKeyConstraints: false });
  db.exec(`
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -65536;
  `);
  return db;
}

function targetOf(db: DatabaseSync): DumpTarget {
  const statements = new Map(
    DUMP_TABLES.map((table) => {
      const marks = table.columns.map(() => "?").join(", ");
      // Migrations put rows of their own into meta.
      const sql = `INSERT OR REPLACE INTO ${table.name} (${namesOf(table.columns)}) VALUES (${marks})`;
      return [table, db.prepare(table.name === "meta" ? sql : sql.replace(" OR REPLACE", ""))];
    }),
  );
  return {
    async add(table, rows) {
      const statement = statements.get(table)!;
      for (const row of rows) statement.run(...row.map((value, index) => toStored(value, table.columns[index]!)));
    },
  };
}

function assertEmpty(file: string, db: DatabaseSync): void {
  assertNotMoved(file, db);
  const tables = DUMP_TABLES.map(({ name }) => name).filter((name) => name !== "meta");
  const full = tables.filter((name) => db.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() !== undefined);
  if (full.length > 0) throw new StoreNotEmptyError(file, full);
}

function namesOf(columns: readonly DumpColumn[]): string {
  return columns.map(({ name }) => name).join(", ");
}

function sync(path: string): void {
  const handle = openSync(path, "r");
  fsyncSync(handle);
  closeSync(handle);
}
