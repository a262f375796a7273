import type { CatalogueChange, CatalogueRows, ChangeResult } from "../catalogue-rows.ts";
import type { Entry, NodeLease } from "../journal-entry.ts";
import type { ReviewResult } from "../moderating.ts";
import type { DeliveryQuery, EventQuery, MessageQuery, NoteChange, OwedLane } from "../reads.ts";
import type { QueuePosition, Store } from "../store.ts";
import { Checkpoints } from "./checkpoints.ts";
import { openForWriting } from "./database.ts";
import { lockFile } from "./file-lock.ts";
import { migrate } from "./migrate.ts";
import { assertNotMoved } from "./moved.ts";
import { Remote } from "./remote.ts";
import { packEntries, unpackResults, type Wire } from "./wire.ts";

/** SQLite in two threads: one writes, one reads and copies the log back into the file meanwhile. */
export async function openSqliteStore(path: string): Promise<Store> {
  const lock = lockFile(path);
  const threads: Remote[] = [];
  try {
    prepareFile(path);
    const start = async (role: "writer" | "reader") => {
      const thread = await Remote.start({ role, path });
      threads.push(thread);
      return thread;
    };
    const writer = await start("writer");
    const reader = await start("reader");
    await writer.call("endLeases");
    return createSqliteStore(writer, reader, () => lock.release());
  } catch (error) {
    for (const thread of threads) await thread.call("close");
    lock.release();
    throw error;
  }
}

/** On this thread, so that what is wrong with the file is thrown as the error that it is. */
function prepareFile(path: string): void {
  const db = openForWriting(path);
  try {
    migrate(db);
    assertNotMoved(path, db);
  } finally {
    db.close();
  }
}

function createSqliteStore(writer: Remote, reader: Remote, release: () => void): Store {
  const checkpoints = new Checkpoints({ writer, reader });
  const read = <T>(method: string, ...args: readonly unknown[]): Promise<T> => checkpoints.read<T>(method, ...args);
  const write = async <T>(method: string, ...args: readonly unknown[]): Promise<T> => {
    const result = await writer.call<T>(method, ...args);
    checkpoints.noteWritten(1, 0);
    return result;
  };

  return {
    engine: `SQLite ${process.versions.sqlite}`,
    shared: null,
    async commit(entries: readonly Entry[]) {
      const results = await writer.call<Wire>("commit", packEntries(entries));
      checkpoints.noteWritten(entries.length, bytesOf(entries));
      return unpackResults(results);
    },
    join: (now, ttlMs) => write<NodeLease>("join", now, ttlMs),
    renew: (node, now, ttlMs) => write<boolean>("renew", node, now, ttlMs),
    leave: (node) => write<void>("leave", node),
    freeDead: (now, after) => write<QueuePosition | null>("freeDead", now, after),
    change: (change: CatalogueChange) => write<ChangeResult>("change", change),
    async note(notes: readonly NoteChange[]) {
      await writer.call<void>("note", notes);
      checkpoints.noteWritten(notes.length, 0);
    },
    reviewItem: (review) => write<ReviewResult>("reviewItem", review),
    async prune(before, idempotencyBefore, limit) {
      const isMore = await writer.call<boolean>("prune", before, idempotencyBefore, limit);
      checkpoints.noteWritten(limit * 3, 0);
      return isMore;
    },
    async writeFigures(rows) {
      await writer.call<void>("writeFigures", rows);
      checkpoints.noteWritten(rows.length, 0);
    },
    async pruneFigures(past, limit) {
      const isMore = await writer.call<boolean>("pruneFigures", past, limit);
      checkpoints.noteWritten(limit, 0);
      return isMore;
    },
    async endDeleted(webhookNo, now, limit) {
      const ended = await writer.call<number>("endDeleted", webhookNo, now, limit);
      checkpoints.noteWritten(ended, 0);
      return ended;
    },
    loadCatalogue: () => read<CatalogueRows>("loadCatalogue"),
    readEvent: (siteNo, seq) => read("readEvent", siteNo, seq),
    listEvents: (query: EventQuery) => read("listEvents", query),
    readDelivery: (seq) => read("readDelivery", seq),
    deliveriesOf: (eventSeq) => read("deliveriesOf", eventSeq),
    listDeliveries: (query: DeliveryQuery) => read("listDeliveries", query),
    attemptsOf: (deliverySeq) => read("attemptsOf", deliverySeq),
    webhooksAsOf: (siteNo, version) => read("webhooksAsOf", siteNo, version),
    readRevision: (webhookNo, rev) => read("readRevision", webhookNo, rev),
    readMessage: (seq) => read("readMessage", seq),
    listMessages: (query: MessageQuery) => read("listMessages", query),
    messagesToReplay: (sourceNo, from, to, limit) => read("messagesToReplay", sourceNo, from, to, limit),
    notes: (sourceNo, prefix, after, limit) => read("notes", sourceNo, prefix, after, limit),
    owedLanes: (after: OwedLane | null, limit) => read("owedLanes", after, limit),
    readItem: (id) => read("readItem", id),
    findItem: (siteNo, name) => read("findItem", siteNo, name),
    listItems: (query) => read("listItems", query),
    itemsOfAuthor: (query) => read("itemsOfAuthor", query),
    reviewQueue: (query) => read("reviewQueue", query),
    readReview: (itemId) => read("readReview", itemId),
    readJob: (id) => read("readJob", id),
    jobsOf: (itemId) => read("jobsOf", itemId),
    listJobs: (query) => read("listJobs", query),
    jobsDue: (now, limit) => read("jobsDue", now, limit),
    decisionsOf: (itemId) => read("decisionsOf", itemId),
    listDecisions: (query) => read("listDecisions", query),
    enforcementsOf: (itemId) => read("enforcementsOf", itemId),
    enforcementsOwed: (before, limit) => read("enforcementsOwed", before, limit),
    readFigures: (key, range) => read("readFigures", key, range),
    readWebhookFigures: (siteNo, webhookNos, range) => read("readWebhookFigures", siteNo, webhookNos, range),
    countOwed: (webhookNos, limit) => read("countOwed", webhookNos, limit),
    async close() {
      await checkpoints.idle();
      await reader.call("close");
      await writer.call("close");
      release();
    },
  };
}

/** Pages of 4 KiB that a target changes: its place in the queue, and in one of its indices. */
const BYTES_PER_TARGET = 2 * 4096;
/** The same of an item with its job and its decision, and their indices. */
const BYTES_PER_ITEM = 10 * 4096;

/** What the entries bring along beside their own rows. */
function bytesOf(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const entry of entries) {
    if (entry.kind === "settle") bytes += entry.attempt?.responseBody?.length ?? 0;
    if (entry.kind === "receive") bytes += entry.message.body.length + entry.carried.length * BYTES_PER_TARGET;
    if (entry.kind === "accept" || entry.kind === "settle") {
      bytes += (entry.moderation?.items.length ?? 0) * BYTES_PER_ITEM;
    }
    if (entry.kind !== "accept" && entry.kind !== "receive") continue;
    for (const { payload, targets } of entry.events) bytes += payload.length + targets.length * BYTES_PER_TARGET;
  }
  return bytes;
}
