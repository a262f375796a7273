import type { CatalogueChange, CatalogueRows, ChangeResult } from "../catalogue-rows.ts";
import type { Entry, NodeLease, Result } from "../journal-entry.ts";
import type { DeliveryQuery, EventQuery, OwedLane } from "../reads.ts";
import type { QueuePosition, Store } from "../store.ts";
import { lockFile } from "./file-lock.ts";
import { Remote } from "./remote.ts";

/** Entries between checkpoints: about 16 MB of log at 700-byte payloads. */
const ENTRIES_PER_CHECKPOINT = 4_000;

/** SQLite in two threads: one writes, one reads and copies the log back into the file meanwhile. */
export async function openSqliteStore(path: string): Promise<Store> {
  const lock = lockFile(path);
  try {
    const writer = await Remote.start({ role: "writer", path });
    const reader = await Remote.start({ role: "reader", path });
    return createSqliteStore(writer, reader, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function createSqliteStore(writer: Remote, reader: Remote, release: () => void): Store {
  let sinceCheckpoint = 0;
  let checkpoint: Promise<void> | undefined;

  /** The reader copies while the writer goes on; the writer then finishes the little that is left. */
  const copyBack = async () => {
    await reader.call("checkpoint");
    await writer.call("checkpoint");
  };
  const noteWritten = (entries: number) => {
    sinceCheckpoint += entries;
    if (sinceCheckpoint < ENTRIES_PER_CHECKPOINT || checkpoint) return;
    sinceCheckpoint = 0;
    // A failed checkpoint loses nothing: the log stays, and the writer's own failure is seen by its commits.
    checkpoint = copyBack()
      .catch(() => undefined)
      .finally(() => {
        checkpoint = undefined;
      });
  };

  return {
    async commit(entries: readonly Entry[]) {
      const results = await writer.call<readonly Result[]>("commit", entries);
      noteWritten(entries.length);
      return results;
    },
    join: (now, ttlMs) => writer.call<NodeLease>("join", now, ttlMs),
    renew: (node, now, ttlMs) => writer.call<boolean>("renew", node, now, ttlMs),
    leave: (node) => writer.call<void>("leave", node),
    freeDead: (now, after) => writer.call<QueuePosition | null>("freeDead", now, after),
    change: (change: CatalogueChange) => writer.call<ChangeResult>("change", change),
    async prune(before, idempotencyBefore, limit) {
      const removed = await writer.call<number>("prune", before, idempotencyBefore, limit);
      noteWritten(removed * 3);
      return removed;
    },
    async endDeleted(webhookNo, now, limit) {
      const ended = await writer.call<number>("endDeleted", webhookNo, now, limit);
      noteWritten(ended);
      return ended;
    },
    loadCatalogue: () => reader.call<CatalogueRows>("loadCatalogue"),
    readEvent: (siteNo, seq) => reader.call("readEvent", siteNo, seq),
    listEvents: (query: EventQuery) => reader.call("listEvents", query),
    readDelivery: (seq) => reader.call("readDelivery", seq),
    deliveriesOf: (eventSeq) => reader.call("deliveriesOf", eventSeq),
    listDeliveries: (query: DeliveryQuery) => reader.call("listDeliveries", query),
    attemptsOf: (deliverySeq) => reader.call("attemptsOf", deliverySeq),
    webhooksAsOf: (siteNo, version) => reader.call("webhooksAsOf", siteNo, version),
    readRevision: (webhookNo, rev) => reader.call("readRevision", webhookNo, rev),
    owedLanes: (after: OwedLane | null, limit) => reader.call("owedLanes", after, limit),
    async close() {
      await checkpoint;
      await reader.call("close");
      await writer.call("close");
      release();
    },
  };
}
