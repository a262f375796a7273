/** What was counted. Everything here goes along the key of stat, or of queue. */
import { ALL, DAY_MS, DEPTH_AT, FIGURES, HOUR_MS, MINUTE_MS } from "../../model/figures.ts";
import {
  type FiguresKey,
  type FiguresPast,
  type FiguresRange,
  type FiguresRow,
  type FiguresSeries,
  type OwedCount,
  TOGETHER,
  TOGETHER_MS,
  WEBHOOK_FIGURES,
  type WebhookFiguresPoint,
} from "../figures.ts";
import { int4s, int8s } from "./arrays.ts";
import type { Database, Tx } from "./database.ts";
import { num, type Row } from "./rows.ts";
import { statement } from "./statement.ts";

const INT4_MAX = 2 ** 31 - 1;

/** The values of all rows come as one list. */
const PUT = statement(
  `INSERT INTO stat (site_no, webhook_no, resolution, at, node_no, epoch, ${FIGURES.join(", ")})
   SELECT k.site_no, k.webhook_no, k.resolution, k.at, k.node_no, k.epoch, ${FIGURES.map(
     (_, place) => `nullif(($7::int[])[(k.no - 1) * ${FIGURES.length} + ${place + 1}], 0)`,
   ).join(", ")}
   FROM unnest($1::int[], $2::int[], $3::int[], $4::bigint[], $5::int[], $6::int[])
     WITH ORDINALITY AS k(site_no, webhook_no, resolution, at, node_no, epoch, no)
   ORDER BY k.site_no, k.webhook_no, k.resolution, k.at
   ON CONFLICT (site_no, webhook_no, resolution, at, node_no, epoch)
   DO UPDATE SET ${FIGURES.map((name) => `${name} = excluded.${name}`).join(", ")}`,
);

export async function writeFigures(tx: Tx, rows: readonly FiguresRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.rows(
    PUT,
    int4s(rows.map(({ siteNo }) => siteNo)),
    int4s(rows.map(({ webhookNo }) => webhookNo)),
    int4s(rows.map(({ resolutionMs }) => resolutionMs)),
    int8s(rows.map(({ at }) => at)),
    int4s(rows.map(({ node }) => node.no)),
    int4s(rows.map(({ node }) => node.epoch)),
    int4s(rows.flatMap(({ values }) => Array.from(values, (value) => Math.min(value, INT4_MAX)))),
  );
}

const SERIES = statement(
  `SELECT at - at % $4::bigint AS start, ${sums(FIGURES.keys())} FROM stat
   WHERE site_no = $1 AND webhook_no = $2 AND resolution = $3::int AND at >= $5::bigint AND at < $6::bigint
   GROUP BY start ORDER BY start`,
);
const WATCHED = statement(
  `SELECT DISTINCT at - at % $2::bigint AS start FROM stat
   WHERE site_no = ${ALL} AND webhook_no = ${ALL} AND resolution = $1::int AND at >= $3::bigint AND at < $4::bigint
   ORDER BY start`,
);

export async function readFigures(tx: Tx, key: FiguresKey, range: FiguresRange): Promise<FiguresSeries> {
  const { resolutionMs, stepMs, from, to } = range;
  const rows = await tx.rows(SERIES, key.siteNo, key.webhookNo, resolutionMs, stepMs, from, to);
  const watched = await tx.rows(WATCHED, resolutionMs, stepMs, from, to);
  return {
    points: rows.map((row) => ({ at: num(row, "start"), values: valuesOf(row, FIGURES.keys()) })),
    watched: watched.map((row) => num(row, "start")),
  };
}

const OF_EACH = statement(
  `SELECT w.no, s.* FROM unnest($2::int[]) WITH ORDINALITY AS w(no, place) CROSS JOIN LATERAL (
     SELECT at - at % $4::bigint AS start, ${sums(WEBHOOK_FIGURES)} FROM stat
     WHERE site_no = $1 AND webhook_no = w.no AND resolution = $3::int AND at >= $5::bigint AND at < $6::bigint
     GROUP BY start) s
   ORDER BY w.place, s.start`,
);

export async function readWebhookFigures(
  tx: Tx,
  siteNo: number,
  webhookNos: readonly number[],
  { resolutionMs, stepMs, from, to }: FiguresRange,
): Promise<readonly WebhookFiguresPoint[]> {
  const rows = await tx.rows(OF_EACH, siteNo, int4s(webhookNos), resolutionMs, stepMs, from, to);
  return rows.map((row) => ({
    webhookNo: num(row, "no"),
    at: num(row, "start"),
    values: valuesOf(row, WEBHOOK_FIGURES),
  }));
}

function sums(places: Iterable<number>): string {
  return Array.from(places, (place) => {
    const name = FIGURES[place]!;
    return `${place === DEPTH_AT ? "max" : "sum"}(${name}) AS ${name}`;
  }).join(", ");
}

function valuesOf(row: Row, places: Iterable<number>): number[] {
  return Array.from(places, (place) => Number(row[FIGURES[place]!] ?? 0));
}

/** Along the key of queue. */
const COUNT_ALL = statement(
  `SELECT webhook_no AS no, count(*)::int AS owed
   FROM (SELECT webhook_no FROM queue ORDER BY webhook_no, seq LIMIT $1::int) few
   GROUP BY webhook_no ORDER BY webhook_no`,
);
const COUNT_THESE = statement(
  `SELECT no, count(*)::int AS owed FROM (
     SELECT w.no, w.place FROM unnest($2::int[]) WITH ORDINALITY AS w(no, place) CROSS JOIN LATERAL (
       SELECT 1 FROM queue q WHERE q.webhook_no = w.no LIMIT $1::int) owed LIMIT $1::int) few
   GROUP BY place, no ORDER BY place`,
);

export async function countOwed(
  tx: Tx,
  webhookNos: readonly number[] | null,
  limit: number,
): Promise<readonly OwedCount[]> {
  const rows =
    webhookNos === null ? await tx.rows(COUNT_ALL, limit) : await tx.rows(COUNT_THESE, limit, int4s(webhookNos));
  return rows.map((row) => ({ webhookNo: num(row, "no"), count: num(row, "owed") }));
}

/** From each to the next along the key, whatever lies between: `(site_no, webhook_no)` after $1, $2, and $3 of them. */
const NEXT_SERIES = statement(
  `WITH RECURSIVE series AS (
     (SELECT site_no, webhook_no, 1 AS place FROM stat WHERE (site_no, webhook_no) > ($1::int, $2::int)
      ORDER BY site_no, webhook_no LIMIT 1)
     UNION ALL
     SELECT n.site_no, n.webhook_no, s.place + 1 FROM series s CROSS JOIN LATERAL (
       SELECT site_no, webhook_no FROM stat WHERE (site_no, webhook_no) > (s.site_no, s.webhook_no)
       ORDER BY site_no, webhook_no LIMIT 1) n
     WHERE s.place < $3::int)
   SELECT site_no, webhook_no FROM series ORDER BY place`,
);
/** Of the series $1, $2: what is before $4 in the resolution $3. */
const REMOVE = statement(
  `DELETE FROM stat WHERE (site_no, webhook_no, resolution, at, node_no, epoch) IN (
     SELECT old.* FROM unnest($1::int[], $2::int[]) AS k(site_no, webhook_no)
       CROSS JOIN unnest($3::int[], $4::bigint[]) AS r(resolution, before) CROSS JOIN LATERAL (
         SELECT site_no, webhook_no, resolution, at, node_no, epoch FROM stat
         WHERE site_no = k.site_no AND webhook_no = k.webhook_no AND resolution = r.resolution AND at < r.before
         LIMIT $5::int) old
     LIMIT $5::int)
   RETURNING 1`,
);
/** Of stretches of those series that several processes have counted in, or one in several lives: from $5 up to $4. */
const PUT_TOGETHER = statement(
  `WITH several AS (
     SELECT k.site_no, k.webhook_no, r.resolution, s.at FROM unnest($1::int[], $2::int[]) AS k(site_no, webhook_no)
       CROSS JOIN unnest($3::int[], $4::bigint[]) AS r(resolution, until) CROSS JOIN LATERAL (
         SELECT at FROM stat
         WHERE site_no = k.site_no AND webhook_no = k.webhook_no AND resolution = r.resolution
           AND at >= $5::bigint AND at <= r.until GROUP BY at HAVING count(*) > 1 LIMIT $6::int) s
     LIMIT $6::int),
   gone AS (
     DELETE FROM stat WHERE (site_no, webhook_no, resolution, at) IN (SELECT * FROM several) RETURNING *)
   INSERT INTO stat (site_no, webhook_no, resolution, at, node_no, epoch, ${FIGURES.join(", ")})
   SELECT site_no, webhook_no, resolution, at, ${TOGETHER.no}, ${TOGETHER.epoch}, ${FIGURES.map((name, place) =>
     place === DEPTH_AT ? `max(${name})` : `nullif(least(coalesce(sum(${name}), 0), ${INT4_MAX}), 0)::int`,
   ).join(", ")}
   FROM gone GROUP BY site_no, webhook_no, resolution, at RETURNING 1`,
);
/** So many series are looked at in one transaction. Together: one by one, it is the way to the server that takes long. */
const SERIES_PER_SLICE = 500;
const START: FiguresKey = { siteNo: -1, webhookNo: -1 };

/** Goes from series to series. */
export class FiguresPruning {
  readonly #db: Database;
  #last = START;

  constructor(db: Database) {
    this.#db = db;
  }

  /** One slice. False at the end. */
  prune(past: FiguresPast, limit: number): Promise<boolean> {
    return this.#db.transact(async (tx) => {
      const { siteNo, webhookNo } = this.#last;
      const series = await tx.rows(NEXT_SERIES, siteNo, webhookNo, SERIES_PER_SLICE);
      const last = series.at(-1);
      if (last === undefined) {
        this.#last = START;
        return false;
      }
      // What is over the limit is found by the next slice, which begins where this one did.
      const left = limit - (await remove(tx, series, past, limit));
      if (left <= 0 || (await putTogether(tx, series, past, left)) === left) return true;
      this.#last = { siteNo: num(last, "site_no"), webhookNo: num(last, "webhook_no") };
      return true;
    });
  }
}

async function remove(tx: Tx, series: readonly Row[], past: FiguresPast, limit: number): Promise<number> {
  const resolutions = int4s([MINUTE_MS, HOUR_MS, DAY_MS]);
  const ends = int8s([past.minutes, past.hours, past.days]);
  return (await tx.rows(REMOVE, ...keysOf(series), resolutions, ends, limit)).length;
}

async function putTogether(tx: Tx, series: readonly Row[], { settled }: FiguresPast, limit: number): Promise<number> {
  const ends = int8s([settled - HOUR_MS, settled - DAY_MS]);
  const range = [int4s([HOUR_MS, DAY_MS]), ends, settled - TOGETHER_MS] as const;
  return (await tx.rows(PUT_TOGETHER, ...keysOf(series), ...range, limit)).length;
}

function keysOf(series: readonly Row[]): [siteNos: Buffer, webhookNos: Buffer] {
  return [int4s(series.map((row) => num(row, "site_no"))), int4s(series.map((row) => num(row, "webhook_no")))];
}
