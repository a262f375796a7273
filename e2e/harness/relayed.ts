/** Applications with an outbox, and the relay that empties it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { createOutbox, type OutboxEvent, outbox } from "@tabellary/outbox";
import pg from "pg";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";
import type { TestServer } from "../../packages/server/test/store/postgres-server.ts";
import { createDatabase } from "./database.ts";
import { eventually } from "./eventually.ts";
import type { HubProcess } from "./hub.ts";
import { hubMain } from "./hub-main.ts";
import { Program } from "./program.ts";

export interface Row {
  no: number;
  type: string;
  batch: string | null;
  refused: string | Date | null;
  reason: string | null;
}

const WAITING = "SELECT CAST(count(*) AS int) AS count FROM tabellary_outbox WHERE refused IS NULL";

/** An application with an outbox in a database of its own. */
export interface App {
  /** As `tabellary relay --from` takes it. */
  url: string;
  /** All in one transaction. */
  emit(...events: OutboxEvent[]): Promise<void>;
  rows(): Promise<Row[]>;
  /** How many rows wait. */
  waiting(): Promise<number>;
  /** Statements of its own. */
  sql(text: string): Promise<void>;
}

async function givenPostgresApp(t: TestContext, server: Pick<TestServer, "url">): Promise<App> {
  const database = await createDatabase(server);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(async () => {
    await client.end();
    await database.drop();
  });
  await createOutbox(client);
  return {
    url: database.url,
    async emit(...events) {
      await client.query("BEGIN");
      for (const event of events) await outbox(client).emit(event);
      await client.query("COMMIT");
    },
    rows: async () => (await client.query("SELECT * FROM tabellary_outbox ORDER BY no")).rows,
    waiting: async () => (await client.query(WAITING)).rows[0].count,
    sql: async (text) => void (await client.query(text)),
  };
}

async function givenSqliteApp(t: TestContext): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-app-"));
  const file = join(folder, "app.db");
  const db = new DatabaseSync(file, { timeout: PATIENCE_MS });
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.exec("PRAGMA journal_mode = WAL");
  createOutbox(db);
  return {
    url: `sqlite:${file}`,
    async emit(...events) {
      db.exec("BEGIN IMMEDIATE");
      for (const event of events) outbox(db).emit(event);
      db.exec("COMMIT");
    },
    rows: async () => db.prepare("SELECT * FROM tabellary_outbox ORDER BY no").all() as unknown as Row[],
    waiting: async () => db.prepare(WAITING).get()!.count as number,
    sql: async (text) => db.exec(text),
  };
}

export function relay(t: TestContext, app: App, hub: { url: string }, key: string, ...flags: string[]): Program {
  const args = ["relay", "--from", app.url, "--to", hub.url, ...flags];
  return Program.start(t, process.execPath, [hubMain(), ...args], { env: { TABELLARY_API_KEY: key } });
}

export function numbered(from: number, count: number): OutboxEvent[] {
  return Array.from({ length: count }, (_, index) => ({ type: "order.paid", data: { id: from + index } }));
}

/** What the hub has accepted, in that order. */
export function idsOf(hub: HubProcess): number[] {
  const db = new DatabaseSync(join(hub.dataDir, "tabellary.db"), { readOnly: true });
  try {
    return db
      .prepare("SELECT payload FROM event ORDER BY seq")
      .all()
      .map(({ payload }) => JSON.parse(`${payload}`).id);
  } finally {
    db.close();
  }
}

export async function drained(app: App): Promise<void> {
  await eventually(app.waiting, (count) => count === 0, { what: "an empty outbox" });
}

/** By the name of what its database is. */
export const ENGINES: Record<string, (t: TestContext, server: Pick<TestServer, "url">) => Promise<App>> = {
  PostgreSQL: givenPostgresApp,
  SQLite: givenSqliteApp,
};
