/** `event`, `delivery` and `attempt` by the day of their ids: made ahead, or when an id needs one; dropped as a whole. */
import { firstIdAt, timeOfId } from "../../model/ids.ts";
import type { Database, Tx } from "./database.ts";
import { num, text } from "./rows.ts";
import { statement } from "./statement.ts";

const DAY_MS = 24 * 3_600_000;
const DAYS_AHEAD = 2;
/** A statement that makes a table may take longer than others, but not for ever. */
const MAKING_MS_MAX = 10_000;
export const DAILY = ["event", "delivery", "attempt"] as const;
export type Daily = (typeof DAILY)[number];

const TODAY = statement("SELECT floor(extract(epoch FROM clock_timestamp()) / 86400)::int AS day");
const MADE = statement(
  `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
   WHERE i.inhparent = to_regclass($1) ORDER BY c.relname`,
);

/** Days since 1970. */
export function dayOf(seq: bigint): number {
  return Math.floor(timeOfId(seq) / DAY_MS);
}

/** The ids of a day: from the first up to, not including, the second. */
export function idsOf(day: number): readonly [bigint, bigint] {
  return [firstIdAt(day * DAY_MS), firstIdAt((day + 1) * DAY_MS)];
}

export function tableOf(table: Daily, day: number): string {
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

  /** The days that a table has, oldest first. */
  async list(tx: Tx, table: Daily): Promise<number[]> {
    const rows = await tx.rows(MADE, table);
    return rows.map((row) => {
      const [, year, month, date] = /_(\d{4})(\d\d)(\d\d)$/.exec(text(row, "name"))!;
      return Date.UTC(Number(year), Number(month) - 1, Number(date)) / DAY_MS;
    });
  }
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
