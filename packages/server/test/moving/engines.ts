/** Stores of both engines to move things between; each is removed with its test. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, type TestContext } from "node:test";
import type { Movable } from "../../src/store/dump.ts";
import { movablePostgres } from "../../src/store/postgres/dump.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { movableSqlite } from "../../src/store/sqlite/dump.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { ask, findServer, newSchema } from "../store/postgres-server.ts";

const server = await findServer();
after(server.stop);

/** A store that is closed, and what may be done with it. */
export interface Place {
  engine: "SQLite" | "PostgreSQL";
  movable: Movable;
  /** `answerMsMax`: when PostgreSQL counts as away. On a busy machine it takes its time. */
  open(answerMsMax?: number): Promise<Store>;
  /** Statements beside the store. Rows of the last. */
  ask(text: string): Promise<Record<string, unknown>[]>;
}

export type NewPlace = (t: Pick<TestContext, "after">) => Place;

export const newSqlite: NewPlace = (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-moving-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "tabellary.db");
  return {
    engine: "SQLite",
    movable: movableSqlite(file),
    open: () => openSqliteStore(file),
    async ask(text) {
      const db = new DatabaseSync(file);
      try {
        const statement = db.prepare(text);
        statement.setReadBigInts(true);
        return statement.all();
      } finally {
        db.close();
      }
    },
  };
};

export const newPostgres: NewPlace = (t) => {
  const schema = newSchema();
  t.after(async () => void (await ask(server.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`)));
  return {
    engine: "PostgreSQL",
    movable: movablePostgres(server.url, { schema }),
    open: (answerMsMax = 15_000) => openPostgresStore(server.url, { schema, clock, answerMsMax }),
    ask: (text) => ask(server.url, `SET search_path = ${schema}; ${text}`),
  };
};

export const ENGINES = [newSqlite, newPostgres];
