/** Histories are built once and kept in the system's folder for temporary files: a scenario starts from a copy. */
import { mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { migrate } from "../../packages/server/src/store/sqlite/migrate.ts";
import { buildHistory } from "./build.ts";
import type { HistoryShape } from "./shape.ts";

const CACHE = join(tmpdir(), "tabellary-bench");

/** Raised when rows are made in another way: what was built before is then not used any more. */
const MAKE = 1;
/** One that is older has more to be pruned than its shape says. */
const AGE_MS_MAX = 24 * 3_600_000;

/**
 * The path of a history of that shape, built unless there is one from the last 24 hours. Copy it, never start on it.
 * Says on stderr how far it is.
 */
export async function keepHistory(shape: HistoryShape): Promise<string> {
  const path = join(CACHE, nameOf(shape));
  const now = Date.now();
  const builtAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (builtAt !== undefined && now - builtAt < AGE_MS_MAX) return path;
  mkdirSync(CACHE, { recursive: true });
  const aside = `${path}.${process.pid}`;
  try {
    await buildHistory(aside, shape, { now, onProgress: (events) => say(shape, events) });
    renameSync(aside, path);
  } finally {
    rmSync(aside, { force: true });
  }
  return path;
}

function nameOf({ events, webhooks, days, payloadBytes }: HistoryShape): string {
  const { to: schema } = migrate(new DatabaseSync(":memory:"));
  return `history-${schema}.${MAKE}-${events}-events-${webhooks}-webhooks-${days}-days-${payloadBytes}-bytes.db`;
}

function say({ events }: HistoryShape, built: number): void {
  const line = `history: ${built.toLocaleString("en")} of ${events.toLocaleString("en")} events`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}${built === events ? "\n" : ""}` : `${line}\n`);
}
