/** `message`, `event`, `delivery` and `attempt` by the day of their ids: made ahead, or when an id needs one; dropped as a whole. */
import { firstIdAt, timeOfId } from "../../model/ids.ts";
import { texts } from "./arrays.ts";
import type { Database, Tx } from "./database.ts";
import { num, text } from "./rows.ts";
import { statement } from "./statement.ts";

const DAY_MS = 24 * 3_600_000;
const DAYS_AHEAD = 2;
/** A statement that makes a table may take longer than others, but not for ever. */
const MAKING_MS_MAX = 10_000;
export const DAILY = ["message", "event", "delivery", "attempt"] as const;
export type Daily = (typeof DAILY)[number];

const TODAY = statement("SELECT floor(extract(epoch FROM clock_timestamp()) / 86400)::int AS day");
const MADE = statement(
  `SELECT DISTINCT right(c.relname, 8) AS day
   FROM unnest($1::text[]) AS t(name) JOIN pg_inherits i ON i.inhparent = to_regclass(t.name)
     JOIN pg_class c ON c.oid = i.inhrelid ORDER BY day`,
);
const THERE = statement("SELECT name FROM unnest($1::text[]) AS t(name) WHERE to_regclass(t.name) IS NOT NULL");

/** Days since 1970. */
export function dayOf(seq: bigint): number {
  return Math.floor(timeOfId(seq) / DAY_MS);
}

/** The ids of a day: from the first up to, not including, the second. */
export function idsOf(day: number): readonly [bigint, bigint] {
  return [firstIdAt(day * DAY_MS), firstIdAt((day + 1) * DAY_MS)];
}

function tableOf(table: Daily, day: number): string {
  return `${table}_${new Date(day * DAY_MS).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

export class Days {
  readonly #db: Database;
  readonly #known = new Set<number>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** Makes today's tables and the next days', by the database's clock. */
  async makeAhead(): Promise<void> {
    const today = num((await this.#db.withWriter((tx) => tx.one(TODAY)))!, "day");
    const days = Array.from({ length: 1 + DAYS_AHEAD }, (_, index) => today + index);
    await this.ensure(days);
  }

  /** Makes the tables of these days, where they are not known to be there. */
  async ensure(days: Iterable<number>): Promise<void> {
    const missing = new Set<number>();
    for (const day of days) if (!this.#known.has(day)) missing.add(day);
    if (missing.size === 0) return;
    await this.#db.transact(
      async (tx) => {
        for (const day of missing) await makeDay(tx, day);
      },
      { first: this.#db.lock("days") },
      MAKING_MS_MAX,
    );
    for (const day of missing) this.#known.add(day);
  }

  /** Another node dropped some. */
  forget(): void {
    this.#known.clear();
  }

  /** The days that there is a table of, oldest first. */
  async list(tx: Tx): Promise<number[]> {
    const rows = await tx.rows(MADE, texts(DAILY));
    return rows.map((row) => {
      const [, year, month, date] = /^(\d{4})(\d\d)(\d\d)$/.exec(text(row, "day"))!;
      return Date.UTC(Number(year), Number(month) - 1, Number(date)) / DAY_MS;
    });
  }
}

/** The tables of a day: a version that knew fewer may have made some of them, or dropped some. */
export async function tablesOf(tx: Tx, day: number): Promise<string[]> {
  const rows = await tx.rows(THERE, texts(DAILY.map((table) => tableOf(table, day))));
  return rows.map((row) => text(row, "name"));
}

/** Attached, not created in place: that would keep everybody else out of the whole table meanwhile. */
export async function makeDay(tx: Tx, day: number): Promise<void> {
  const [from, to] = idsOf(day);
  for (const table of DAILY) {
    const name = tableOf(table, day);
    const [found] = await tx.script(`SELECT to_regclass('${name}') IS NOT NULL AS is_there`);
    if (found!.is_there) continue;
    await tx.script(`
      CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL);
      ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
  }
}
