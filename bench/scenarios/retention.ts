/**
 * `node bench/scenarios/retention.ts`: how fast what is too old is pruned, and what that costs those who send meanwhile.
 * A hub starts on a history of which a quarter is older than its retention.
 */
import { constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Pool } from "undici";
import { HubProcess } from "../../e2e/harness/hub.ts";
import { firstIdAt } from "../../packages/server/src/model/ids.ts";
import { keepHistory } from "../history/history.ts";
import { HISTORY, type HistoryShape, MASTER_KEY } from "../history/shape.ts";
import { type Times, timesOf } from "../report/quantiles.ts";
import type { Scenario } from "./scenario.ts";

export interface Pruned {
  /** Events, deliveries and attempts together. */
  rows: number;
  rowsPerSecond: number;
  seconds: number;
  /** From the moment at which an event was to be sent until its 202: without pruning, and beside it. */
  acceptAlone: Times;
  acceptBeside: Times;
}

export interface RetentionOptions {
  shape?: HistoryShape;
  eventsPerSecond?: number;
  /** How long the load is measured with nothing to prune. */
  aloneSeconds?: number;
}

export const retention: Scenario = {
  key: "l",
  title: "Pruning a quarter of 1,000,000 events, beside 200 events/s",
  async run({ sheet, progress }) {
    progress.say("(l) without pruning, then beside it");
    const { rowsPerSecond, acceptAlone, acceptBeside } = await measureRetention();
    const row = { scenario: "l", subject: "Tabellary, SQLite" };
    sheet.add({ ...row, variant: "", figure: "pruned", unit: "rows/s" }, rowsPerSecond);
    for (const [variant, times] of Object.entries({ "without pruning": acceptAlone, "beside pruning": acceptBeside })) {
      sheet.add({ ...row, variant, figure: "accepted, p50", unit: "ms" }, times.p50Ms);
      sheet.add({ ...row, variant, figure: "accepted, p99", unit: "ms" }, times.p99Ms);
    }
  },
};

const DAY_MS = 24 * 3_600_000;
const RETENTION_DAYS = 30;
const NO_RETENTION_DAYS = 3_650;
const CONNECTIONS = 32;
const LOOK_AGAIN_MS = 100;
const DATA = "lorem ipsum dolor ".repeat(38);

async function measureRetention(options: RetentionOptions = {}): Promise<Pruned> {
  const { shape = HISTORY, eventsPerSecond = 200, aloneSeconds = 15 } = options;
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-retention-"));
  try {
    const file = join(dataDir, "tabellary.db");
    copyFileSync(await keepHistory(shape), file, constants.COPYFILE_FICLONE);
    const acceptAlone = await withLoad(dataDir, NO_RETENTION_DAYS, eventsPerSecond, () =>
      setTimeout(aloneSeconds * 1_000),
    );
    const before = rowsIn(file);
    const startedAt = performance.now();
    let seconds = 0;
    const acceptBeside = await withLoad(dataDir, RETENTION_DAYS, eventsPerSecond, async () => {
      await untilPruned(file);
      seconds = (performance.now() - startedAt) / 1_000;
    });
    const rows = before - rowsIn(file) + acceptBeside.count;
    return { rows, rowsPerSecond: rows / seconds, seconds, acceptAlone, acceptBeside };
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

/** Sends evenly, whatever the answers take, until `work` has ended. */
async function withLoad(
  dataDir: string,
  retentionDays: number,
  perSecond: number,
  work: () => Promise<unknown>,
): Promise<Times> {
  const env = { TABELLARY_MASTER_KEY: MASTER_KEY };
  const hub = await HubProcess.start({ dataDir, env, flags: { "retention-days": String(retentionDays) } });
  const pool = new Pool(hub.url, { connections: CONNECTIONS, pipelining: 1 });
  const headers = { authorization: `Bearer ${hub.adminKey}`, "content-type": "application/json" };
  const body = JSON.stringify({ type: "load.sent", data: { text: DATA } });
  const send = async () => {
    const answer = await pool.request({ method: "POST", path: "/v1/events", headers, body });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`An event was answered ${answer.statusCode}.`);
  };
  const times: number[] = [];
  const underWay: Promise<void>[] = [];
  let isOver = false;
  const ended = work().finally(() => {
    isOver = true;
  });
  const startedAt = performance.now();
  for (let number = 0; !isOver; number++) {
    const dueAt = startedAt + (number * 1_000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await setTimeout(waitMs);
    underWay.push(send().then(() => void times.push(performance.now() - dueAt)));
  }
  await ended;
  await Promise.all(underWay);
  await pool.close();
  await hub.stop();
  return timesOf(times);
}

/** Events go last of what belongs to them, and the oldest first. */
async function untilPruned(file: string): Promise<void> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const oldest = db.prepare("SELECT min(seq) AS seq FROM event");
  oldest.setReadBigInts(true);
  const until = firstIdAt(Date.now() - RETENTION_DAYS * DAY_MS);
  while ((oldest.get() as { seq: bigint }).seq < until) await setTimeout(LOOK_AGAIN_MS);
  db.close();
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

if (import.meta.main) {
  const { values } = parseArgs({
    options: { events: { type: "string", default: String(HISTORY.events) }, rate: { type: "string", default: "200" } },
  });
  const shape = { ...HISTORY, events: Number(values.events) };
  const pruned = await measureRetention({ shape, eventsPerSecond: Number(values.rate) });
  const { rows, seconds, rowsPerSecond, acceptAlone, acceptBeside } = pruned;
  const show = ({ p50Ms, p99Ms, maxMs, count }: Times) =>
    `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms, max ${maxMs.toFixed(2)} ms (${count} events)`;
  process.stdout.write(`pruned ${rows} rows in ${seconds.toFixed(1)} s: ${rowsPerSecond.toFixed(0)} rows/s
accepting without pruning: ${show(acceptAlone)}
accepting beside pruning:  ${show(acceptBeside)}
`);
}
