/**
 * One SQLite connection in a thread of its own: the writer, or the reader. Calls arrive as `{id, method, args}` and are
 * answered in order.
 */
import { parentPort, workerData } from "node:worker_threads";
import { createReads, createWrites } from "./core.ts";
import { openForReading, openForWriting } from "./database.ts";
import { one, prepare } from "./rows.ts";
import { packResults, unpackEntries, type Wire } from "./wire.ts";

export interface ThreadData {
  role: "writer" | "reader";
  path: string;
}

export interface Call {
  id: number;
  method: string;
  args: readonly unknown[];
}

export type Answer =
  | { id: number; value: unknown }
  | { id: number; fault: { name: string; message: string; errcode?: number } };

const { role, path } = workerData as ThreadData;
const db = role === "writer" ? openForWriting(path) : openForReading(path);
const passive = prepare(db, "PRAGMA wal_checkpoint(PASSIVE)");
const methods: Record<string, (...args: never[]) => unknown> = {
  ...(role === "writer" ? createWriting() : createReads(db)),
  /** Copies what it can without waiting for anybody; returns the frames left. */
  checkpoint: () => {
    const { log, checkpointed } = one(passive) as { log: bigint; checkpointed: bigint };
    return Number(log - checkpointed);
  },
  close: () => db.close(),
};

function createWriting() {
  const writes = createWrites(db);
  return { ...writes, commit: (entries: Wire): Wire => packResults(writes.commit(unpackEntries(entries))) };
}

parentPort!.on("message", ({ id, method, args }: Call) => {
  try {
    parentPort!.postMessage({ id, value: methods[method]!(...(args as never[])) } satisfies Answer);
  } catch (error) {
    const { name, message, errcode } = error as Error & { errcode?: number };
    const fault = errcode === undefined ? { name, message } : { name, message, errcode };
    parentPort!.postMessage({ id, fault } satisfies Answer);
  }
  if (method === "close") parentPort!.close();
});
parentPort!.postMessage({ id: 0, value: "ready" } satisfies Answer);
