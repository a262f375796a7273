/** The answer to a COMMIT was lost. Whether it happened is in the database, not in the answer: it is looked up. */
import type { Clock } from "../../model/ports.ts";
import type { NodeLease } from "../journal-entry.ts";
import { StoreUnavailableError } from "../store.ts";
import { type Database, toStoreError } from "./database.ts";
import { statement } from "./statement.ts";

/** One row of the transaction stands for all of it. `claim`: a row that was free before, and is this node's now. */
export interface Proof {
  kind: "event" | "message" | "attempt" | "delivery" | "queue" | "claim";
  seq: bigint;
  webhookNo: number;
  node: NodeLease | null;
}

/** A transaction as the server knows it. */
export interface Trace {
  pid: number;
  startedAt: string;
}

const EVENT = statement("SELECT 1 FROM event WHERE seq = $1");
const MESSAGE = statement("SELECT 1 FROM message WHERE seq = $1");
const ATTEMPT = statement("SELECT 1 FROM attempt WHERE seq = $1");
const DELIVERY = statement("SELECT 1 FROM delivery WHERE webhook_no = $1 AND seq = $2");
const QUEUED = statement("SELECT 1 FROM queue WHERE webhook_no = $1 AND seq = $2");
const CLAIMED = statement(
  "SELECT 1 FROM queue WHERE webhook_no = $1 AND seq = $2 AND owner = $3::int AND epoch = $4::int",
);
/** Ends the transaction if it still goes on: from then on its outcome does not change any more. */
const END = statement(
  `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1::int AND xact_start = $2::timestamptz`,
);

/** Between two looks: twice as long each time. */
const LOOK_AGAIN_MS_MIN = 50;
const LOOK_AGAIN_MS_MAX = 1_000;

/**
 * Whether the transaction was committed. Asks until the database answers, however long that takes. Rejects, as unknown,
 * when the store is closed meanwhile.
 */
export async function wasCommitted(db: Database, clock: Clock, trace: Trace, proof: Proof): Promise<boolean> {
  for (let waitMs = LOOK_AGAIN_MS_MIN; ; waitMs = Math.min(waitMs * 2, LOOK_AGAIN_MS_MAX)) {
    try {
      const going = await db.withWriter((tx) => tx.rows(END, trace.pid, trace.startedAt));
      if (going.length === 0) return await isThere(db, proof);
    } catch (error) {
      const cause = toStoreError(error);
      if (!(cause instanceof StoreUnavailableError)) throw cause;
      if (db.isClosed) throw new StoreUnavailableError("The answer to a commit was lost.", "unknown", { cause });
    }
    await new Promise<void>((resolve) => clock.after(waitMs, resolve));
  }
}

function isThere(db: Database, { kind, seq, webhookNo, node }: Proof): Promise<boolean> {
  return db.transact(async (tx) => {
    switch (kind) {
      case "event":
        return (await tx.one(EVENT, seq)) !== undefined;
      case "message":
        return (await tx.one(MESSAGE, seq)) !== undefined;
      case "attempt":
        return (await tx.one(ATTEMPT, seq)) !== undefined;
      case "delivery":
        return (await tx.one(DELIVERY, webhookNo, seq)) !== undefined;
      case "queue":
        return (await tx.one(QUEUED, webhookNo, seq)) !== undefined;
      case "claim":
        return (await tx.one(CLAIMED, webhookNo, seq, node!.no, node!.epoch)) !== undefined;
    }
  });
}
