/** What was counted. Everything here goes along the key of stat, or of queue. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ALL, DAY_MS, DEPTH_AT, FIGURES, HOUR_MS, MINUTE_MS } from "../../model/figures.ts";
import {
  type FiguresKey,
  type FiguresPast,
  type FiguresPoint,
  type FiguresRange,
  type FiguresRow,
  type FiguresSeries,
  type OwedCount,
  TOGETHER,
  TOGETHER_MS,
  WEBHOOK_FIGURES,
  type WebhookFiguresPoint,
} from "../figures.ts";
import type { IsOver } from "./prune-walk.ts";
import { num, one, prepare, type Row } from "./rows.ts";

const PART = "FROM stat WHERE site_no = ? AND webhook_no = ? AND resolution = ? AND at >= ? AND at < ?";

function preparePut(db: DatabaseSync): StatementSync {
  return db.prepare(
    `INSERT INTO stat (site_no, webhook_no, resolution, at, node_no, epoch, ${FIGURES.join(", ")})
     VALUES (?, ?, ?, ?, ?, ?, ${FIGURES.map(() => "nullif(?, 0)").join(", ")})
     ON CONFLICT DO UPDATE SET ${FIGURES.map((name) => `${name} = excluded.${name}`).join(", ")}`,
  );
}

export function prepareWriteFigures(db: DatabaseSync): (rows: readonly FiguresRow[]) => void {
  const put = preparePut(db);
  return (rows) => {
    for (const { siteNo, webhookNo, resolutionMs, at, node, values } of rows) {
      put.run(siteNo, webhookNo, resolutionMs, at, node.no, node.epoch, ...Array.from(values));
    }
  };
}

/** Step by step: to group by an expression SQLite would sort all rows. */
export function prepareReadFigures(db: DatabaseSync): (key: FiguresKey, range: FiguresRange) => FiguresSeries {
  const sum = prepareSums(db, FIGURES.keys());
  const isWatched = prepare(db, `SELECT 1 ${PART} LIMIT 1`);
  return ({ siteNo, webhookNo }, { resolutionMs, stepMs, from, to }) => {
    const points: FiguresPoint[] = [];
    const watched: number[] = [];
    for (let at = from; at < to; at += stepMs) {
      const step = [resolutionMs, at, Math.min(at + stepMs, to)] as const;
      if (!one(isWatched, ALL, ALL, ...step)) continue;
      watched.push(at);
      const values = sumsOf(sum, siteNo, webhookNo, ...step);
      if (values !== null) points.push({ at, values });
    }
    return { points, watched };
  };
}

export function prepareReadWebhookFigures(
  db: DatabaseSync,
): (siteNo: number, webhookNos: readonly number[], range: FiguresRange) => readonly WebhookFiguresPoint[] {
  const sum = prepareSums(db, WEBHOOK_FIGURES);
  const isThere = prepare(db, `SELECT 1 ${PART} LIMIT 1`);
  return (siteNo, webhookNos, { resolutionMs, stepMs, from, to }) => {
    const points: WebhookFiguresPoint[] = [];
    for (const webhookNo of webhookNos) {
      if (!one(isThere, siteNo, webhookNo, resolutionMs, from, to)) continue;
      for (let at = from; at < to; at += stepMs) {
        const values = sumsOf(sum, siteNo, webhookNo, resolutionMs, at, Math.min(at + stepMs, to));
        if (values !== null) points.push({ webhookNo, at, values });
      }
    }
    return points;
  };
}

function prepareSums(db: DatabaseSync, places: Iterable<number>): StatementSync {
  const columns = Array.from(places, (place) => {
    const name = FIGURES[place]!;
    return `coalesce(${place === DEPTH_AT ? "max" : "sum"}(${name}), 0)`;
  });
  return asLists(db, `SELECT count(*), ${columns.join(", ")} ${PART}`);
}

/** Rows as lists of plain numbers: there are dozens in each, or thousands of rows. */
function asLists(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReturnArrays(true);
  return statement;
}

/** Null where there is no row. */
function sumsOf(statement: StatementSync, ...part: readonly number[]): number[] | null {
  const [found, ...values] = statement.get(...part) as unknown as number[];
  return found === 0 ? null : values;
}

/** Null: of all webhooks that are owed something. */
export function prepareCountOwed(
  db: DatabaseSync,
): (webhookNos: readonly number[] | null, limit: number) => readonly OwedCount[] {
  const all = asLists(
    db,
    `SELECT webhook_no, count(*) FROM (SELECT webhook_no FROM queue WHERE webhook_no > 0 ORDER BY webhook_no, seq LIMIT ?)
     GROUP BY webhook_no`,
  );
  const these = asLists(
    db,
    `SELECT t.value, (SELECT count(*) FROM (SELECT 1 FROM queue WHERE webhook_no = t.value LIMIT ?))
     FROM json_each(?) t`,
  );
  return (webhookNos, limit) => {
    const rows = webhookNos === null ? all.iterate(limit) : these.iterate(limit, JSON.stringify(webhookNos));
    const owed: OwedCount[] = [];
    let left = limit;
    // Each is counted when its turn comes: behind the last none is.
    for (const [webhookNo, count] of rows as unknown as Iterable<[number, number]>) {
      if (count > 0) owed.push({ webhookNo, count: Math.min(count, left) });
      left -= Math.min(count, left);
      if (left === 0) break;
    }
    return owed;
  };
}

/** Series after series. False at the end. */
export function preparePruneFigures(db: DatabaseSync): (past: FiguresPast, limit: number, isOver: IsOver) => boolean {
  const next = prepare(
    db,
    `SELECT site_no, webhook_no FROM stat WHERE (site_no, webhook_no) > (?, ?)
     ORDER BY site_no, webhook_no LIMIT 1`,
  );
  const remove = prepare(
    db,
    `DELETE FROM stat WHERE (site_no, webhook_no, resolution, at, node_no, epoch) IN (
       SELECT site_no, webhook_no, resolution, at, node_no, epoch FROM stat
       WHERE site_no = ? AND webhook_no = ? AND resolution = ? AND at < ? LIMIT ?)`,
  );
  const putTogether = preparePutTogether(db);
  const start = { site_no: -1n, webhook_no: -1n } as Row;
  let last = start;
  return ({ minutes, hours, days, settled }, limit, isOver) => {
    const ends = [[MINUTE_MS, minutes] as const, [HOUR_MS, hours] as const, [DAY_MS, days] as const];
    let left = limit;
    while (left > 0 && !isOver()) {
      const series = one(next, last.site_no!, last.webhook_no!);
      if (series === undefined) {
        last = start;
        return false;
      }
      for (const [resolution, before] of ends) {
        left -= Number(remove.run(series.site_no!, series.webhook_no!, resolution, before, left).changes);
      }
      for (const resolution of [HOUR_MS, DAY_MS]) {
        const range = [settled - TOGETHER_MS, settled - resolution] as const;
        if (left > 0) left -= putTogether(num(series, "site_no"), num(series, "webhook_no"), resolution, range, left);
      }
      if (left > 0) last = series;
    }
    return true;
  };
}

/** Of stretches that several processes have counted in, or one in several lives. Says how many there were. */
function preparePutTogether(db: DatabaseSync) {
  const several = prepare(
    db,
    `SELECT at FROM stat WHERE site_no = ? AND webhook_no = ? AND resolution = ? AND at >= ? AND at <= ?
     GROUP BY at HAVING count(*) > 1 LIMIT ?`,
  );
  const sum = prepareSums(db, FIGURES.keys());
  const remove = prepare(db, "DELETE FROM stat WHERE site_no = ? AND webhook_no = ? AND resolution = ? AND at = ?");
  const put = preparePut(db);
  return (
    siteNo: number,
    webhookNo: number,
    resolution: number,
    range: readonly [from: number, to: number],
    limit: number,
  ): number => {
    const series = [siteNo, webhookNo, resolution] as const;
    const stretches = several.all(...series, ...range, limit).map((row) => num(row as Row, "at"));
    for (const at of stretches) {
      const values = sumsOf(sum, ...series, at, at + 1)!;
      remove.run(...series, at);
      put.run(...series, at, TOGETHER.no, TOGETHER.epoch, ...values);
    }
    return stretches.length;
  };
}
