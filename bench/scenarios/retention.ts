import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { firstIdAt } from "../../packages/server/src/model/ids.ts";
import { keepHistory } from "../history/history.ts";
import { HISTORY } from "../history/shape.ts";
import type { RoundOptions } from "../load/load.ts";
import { quantile } from "../report/quantiles.ts";
import { type RunningTabellary, tabellary } from "../subjects/tabellary.ts";
import { type Bench, type Scenario, withSubject } from "./scenario.ts";

const RETENTION_DAYS = 30;
const NO_RETENTION_DAYS = 3_650;
const DAY_MS = 24 * 3_600_000;
const STEADY_PER_SECOND = 200;
const STEADY_SECONDS = 15;
const LOOK_AGAIN_MS = 100;
/** What an event becomes that one webhook takes at once: itself, its delivery, its attempt. */
const ROWS_OF_EVENT = 3;
const ROW = { scenario: "l", subject: "Tabellary, SQLite" };

/** A hub starts on a history of which a quarter is older than its retention. */
export const retention: Scenario = {
  key: "l",
  title: "Pruning a quarter of 1,000,000 events",
  async run(bench) {
    for (let round = 1; round <= bench.rounds; round++) {
      bench.progress.say(`(l) round ${round} of ${bench.rounds}`);
      await start(bench, NO_RETENTION_DAYS, (running) => besideSteady(bench, running, "nothing to prune"));
      await start(bench, RETENTION_DAYS, (running) => besideSteady(bench, running, "pruning"));
      await start(bench, NO_RETENTION_DAYS, (running) => besideFlood(bench, running, "nothing to prune"));
      await start(bench, RETENTION_DAYS, (running) => besideFlood(bench, running, "pruning"));
    }
  },
};

/** Not warmed up: by then all would be pruned. */
async function start(bench: Bench, retentionDays: number, measure: (running: RunningTabellary) => Promise<void>) {
  const subject = tabellary({ database: "sqlite", history: await keepHistory(HISTORY), retentionDays });
  await withSubject(bench, "l", subject, bench.load.targets(1), null, measure);
}

/** How late a few events arrive. */
async function besideSteady(bench: Bench, running: RunningTabellary, what: string): Promise<void> {
  const pace = { kind: "open", perSecond: STEADY_PER_SECOND, seconds: STEADY_SECONDS } as const;
  const { round, prunedPerSecond } = await measure(bench, running, { pace });
  const row = { ...ROW, variant: `${STEADY_PER_SECOND} events/s, ${what}` };
  bench.sheet.add({ ...row, figure: "sent to received, p50", unit: "ms" }, quantile(round.latencies, 0.5));
  bench.sheet.add({ ...row, figure: "sent to received, p99", unit: "ms" }, quantile(round.latencies, 0.99));
  if (prunedPerSecond > 0) bench.sheet.add({ ...row, figure: "pruned", unit: "rows/s" }, prunedPerSecond);
}

/** As much as the hub takes: pruning keeps up when at least as many rows go as come. */
async function besideFlood(bench: Bench, running: RunningTabellary, what: string): Promise<void> {
  const pace = { kind: "closed", seconds: bench.seconds } as const;
  const { round, prunedPerSecond } = await measure(bench, running, { pace });
  const row = { ...ROW, variant: `64 connections, ${what}` };
  bench.sheet.add({ ...row, figure: "delivered", unit: "events/s" }, round.deliveredPerSecond);
  if (prunedPerSecond === 0) return;
  const written = round.deliveredPerSecond * ROWS_OF_EVENT;
  bench.sheet.add({ ...row, figure: "written", unit: "rows/s" }, written);
  bench.sheet.add({ ...row, figure: "pruned", unit: "rows/s" }, prunedPerSecond);
}

/** A round, and how many rows a second were pruned meanwhile: until it ended, or nothing too old was left. */
async function measure({ load }: Bench, running: RunningTabellary, options: RoundOptions) {
  const file = running.file!;
  const before = rowsIn(file);
  const startedAt = performance.now();
  const isOver = new AbortController();
  const pruned = untilPruned(file, isOver.signal);
  const round = await load.run(running, options);
  isOver.abort();
  const seconds = ((await pruned) - startedAt) / 1_000;
  const rows = before + round.count * ROWS_OF_EVENT - rowsIn(file);
  // The last attempts may lie in the next commit.
  return { round, prunedPerSecond: rows > 0.01 * before ? rows / seconds : 0 };
}

/** Resolves with the time at which nothing too old was left, or the signal came. Events go last of what belongs to them. */
async function untilPruned(file: string, signal: AbortSignal): Promise<number> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const oldest = db.prepare("SELECT min(seq) AS seq FROM event");
  oldest.setReadBigInts(true);
  const until = firstIdAt(Date.now() - RETENTION_DAYS * DAY_MS);
  while (!signal.aborted && (oldest.get() as { seq: bigint }).seq < until) await setTimeout(LOOK_AGAIN_MS);
  db.close();
  return performance.now();
}

function rowsIn(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true });
  const { rows } = db
    .prepare(
      `SELECT (SELECT count(*) FROM event) + (SELECT count(*) FROM delivery) + (SELECT count(*) FROM attempt) AS rows`,
    )
    .get() as { rows: number };
  db.close();
  return rows;
}
