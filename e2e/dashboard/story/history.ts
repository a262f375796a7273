/**
 * Yesterday and the days before, for the charts of a hub that has run for a minute: what it counted in that minute,
 * again and again, with the ups and downs of a day, and the troubles of today only since this morning. Written while it
 * is stopped.
 */
import { DatabaseSync } from "node:sqlite";
import { chanceOf } from "../../harness/random.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** How far back. The hub keeps minutes for two days. */
const SPANS = [
  { resolution: MINUTE_MS, spanMs: 26 * HOUR_MS },
  { resolution: HOUR_MS, spanMs: 14 * DAY_MS },
];
/** Of the story's minute, into which a busy hour is pressed. */
const SHARE = 0.8;
const PEAK_AGO_MS = 3 * HOUR_MS;
const OUTAGE_MS = 5.5 * HOUR_MS;
/** They say which row it is. */
const PLACE = new Set(["site_no", "webhook_no", "resolution", "at", "node_no", "epoch"]);

type Row = Record<string, number | null>;

export function writeHistory(file: string): void {
  const database = new DatabaseSync(file);
  const rows = database.prepare("SELECT * FROM stat WHERE resolution = ? ORDER BY events, attempts").all(MINUTE_MS);
  const lived = rows as Row[];
  const begunAt = Math.min(...lived.map(({ at }) => at!));
  // Of each series (the hub, a site, a webhook), the minute in which most happened.
  const minutes = new Map(lived.map((row) => [`${row.site_no} ${row.webhook_no}`, row])).values();
  database.exec("BEGIN");
  for (const minute of minutes) {
    for (const { resolution, spanMs } of SPANS) {
      const end = Math.floor(begunAt / resolution) * resolution;
      for (let at = end - resolution; at > end - spanMs; at -= resolution) {
        const long = resolution / MINUTE_MS;
        insert(database, { ...past(minute, at, begunAt, long), resolution, at, node_no: 0, epoch: 0 });
      }
    }
  }
  database.exec("COMMIT");
  database.close();
}

/** What that minute would have been then, over as many minutes. */
function past(minute: Row, at: number, nowMs: number, long: number): Row {
  const agoMs = nowMs - at;
  const much = busyness(agoMs, minute.webhook_no ?? 0) * SHARE;
  const entries = Object.entries(agoMs > OUTAGE_MS ? healthy(minute) : minute).map(
    ([name, value]): [string, number | null] => {
      if (value === null || PLACE.has(name)) return [name, value];
      // Depths are never summed.
      return [name, Math.round(value * much * (name === "depth" ? 1 : long))];
    },
  );
  return Object.fromEntries(entries);
}

/** Before the outage nearly all went well. */
function healthy(minute: Row): Row {
  const { success, failed, attempts, attempts_failed, retries } = minute;
  return {
    ...minute,
    success: (success ?? 0) + 0.985 * (failed ?? 0),
    failed: 0.015 * (failed ?? 0),
    attempts: (attempts ?? 0) - 0.9 * (attempts_failed ?? 0),
    attempts_failed: 0.1 * (attempts_failed ?? 0),
    retries: 0.1 * (retries ?? 0),
  };
}

/** Most some hours ago and least half a day before that, and never quite the same. */
function busyness(agoMs: number, series: number): number {
  const day = 0.65 + 0.35 * Math.cos(((agoMs - PEAK_AGO_MS) / DAY_MS) * 2 * Math.PI);
  const chance = chanceOf(Math.floor(agoMs / (3 * HOUR_MS)), series) + chanceOf(agoMs / MINUTE_MS, series);
  return day * (0.7 + 0.3 * chance);
}

function insert(database: DatabaseSync, row: Row): void {
  const names = Object.keys(row);
  const marks = names.map(() => "?").join(", ");
  database.prepare(`INSERT INTO stat (${names.join(", ")}) VALUES (${marks})`).run(...Object.values(row));
}
