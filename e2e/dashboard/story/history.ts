/**
 * Yesterday and the day before, for the charts of a hub that has run for a minute: what it counted in that minute,
 * again and again, with the ups and downs of a day. Written while it is stopped.
 */
import { DatabaseSync } from "node:sqlite";
import { chanceOf } from "../../harness/random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const MINUTES = 24 * 60;
const HOURS = 14 * 24;
/** Of the story's minute, into which a whole morning is pressed. */
const SHARE = 0.05;
/** They say which row it is, or are no sum. */
const FIXED = new Set(["site_no", "webhook_no", "resolution", "at", "node_no", "epoch"]);

type Row = Record<string, number | null>;

export function writeHistory(file: string, nowMs: number): void {
  const database = new DatabaseSync(file);
  database.exec("BEGIN");
  for (const minute of busiest(database)) {
    for (let ago = 3; ago < MINUTES; ago++) insert(database, minute, MINUTE_MS, ago, nowMs);
    for (let ago = 1; ago < HOURS; ago++) insert(database, minute, HOUR_MS, ago, nowMs);
  }
  database.exec("COMMIT");
  database.close();
}

/** Of each series (the hub, a site, a webhook), the minute in which most happened. */
function busiest(database: DatabaseSync): Row[] {
  const rows = database
    .prepare("SELECT * FROM stat WHERE resolution = ? ORDER BY attempts, events")
    .all(MINUTE_MS) as Row[];
  return [...new Map(rows.map((row) => [`${row.site_no} ${row.webhook_no}`, row])).values()];
}

function insert(database: DatabaseSync, minute: Row, resolution: number, ago: number, nowMs: number): void {
  const at = Math.floor(nowMs / resolution) * resolution - ago * resolution;
  const much = busyness(at, resolution) * (resolution / MINUTE_MS) * SHARE;
  const entries = Object.entries(minute).map(([name, value]): [string, number | null] => {
    if (value === null || FIXED.has(name)) return [name, value];
    return [name, name === "depth" ? Math.round(value * busyness(at, 1)) : Math.round(value * much)];
  });
  const row = { ...Object.fromEntries(entries), resolution, at, node_no: 0, epoch: 0 };
  const names = Object.keys(row);
  const marks = names.map(() => "?").join(", ");
  database.prepare(`INSERT OR REPLACE INTO stat (${names.join(", ")}) VALUES (${marks})`).run(...Object.values(row));
}

/** Least at four in the morning, most in the afternoon, and never quite the same. */
function busyness(at: number, seed: number): number {
  const hour = (at % (24 * HOUR_MS)) / HOUR_MS;
  return 0.55 + 0.35 * Math.sin(((hour - 10) / 24) * 2 * Math.PI) + 0.2 * chanceOf(at / MINUTE_MS, seed);
}
