/**
 * The SQLite engine without its threads: everything synchronous. The workers call it by name; the simulation calls it
 * directly.
 */
import type { DatabaseSync } from "node:sqlite";
import type { CatalogueChange, ChangeResult } from "../catalogue-rows.ts";
import type { Entry, Result } from "../journal-entry.ts";
import { prepareAccept } from "./accept.ts";
import { type AddEventParts, prepareAddEvent } from "./add-event.ts";
import { prepareCatalogueVersion, prepareLoadCatalogue } from "./catalogue.ts";
import { prepareChange } from "./change.ts";
import { prepareClaim, prepareClaimLane } from "./claim.ts";
import { prepareDeliveryReads } from "./delivery-reads.ts";
import { prepareCountOwed, prepareReadFigures, prepareReadWebhookFigures, prepareWriteFigures } from "./figures.ts";
import { prepareCancel, prepareRetry } from "./intervene.ts";
import {
  prepareFindItem,
  prepareItemsOfAuthor,
  prepareListItems,
  prepareReadItem,
  prepareReviewQueue,
} from "./item-reads.ts";
import {
  prepareDecisionsOf,
  prepareEnforcementsOf,
  prepareEnforcementsOwed,
  prepareJobsDue,
  prepareJobsOf,
  prepareListDecisions,
  prepareListJobs,
  prepareReadJob,
} from "./job-reads.ts";
import { createLaneRows } from "./lane-rows.ts";
import { prepareListMessages, prepareMessagesToReplay, prepareReadMessage } from "./message-reads.ts";
import { prepareModerate } from "./moderate.ts";
import { createLeases, createNodes } from "./nodes.ts";
import { prepareNote, prepareNotes } from "./notes.ts";
import { preparePruning } from "./prune.ts";
import {
  prepareAttemptsOf,
  prepareListEvents,
  prepareOwedLanes,
  prepareReadEvent,
  prepareReadRevision,
  prepareWebhooksAsOf,
} from "./reads.ts";
import { prepareReceive } from "./receive.ts";
import { prepareReadReview, prepareReviewItem } from "./reviews.ts";
import { prepareSettle } from "./settle.ts";
import { createTypeNames } from "./type-names.ts";

export type Writes = ReturnType<typeof createWrites>;
export type ReadCore = ReturnType<typeof createReads>;

export function createWrites(db: DatabaseSync) {
  const types = createTypeNames(db);
  const lanes = createLaneRows(db);
  const leases = createLeases(db);
  const write = prepareWrite(db, { lanes, types, leases });
  const version = prepareCatalogueVersion(db);
  const change = prepareChange(db);
  const nodes = createNodes(db);
  const pruning = preparePruning(db);
  const note = prepareNote(db);
  const reviewItem = prepareReviewItem(db);
  const writeFigures = prepareWriteFigures(db);
  const savepoint = db.prepare("SAVEPOINT entry");
  const release = db.prepare("RELEASE entry");
  const rollback = db.prepare("ROLLBACK TO entry");

  /** One entry's fault is its own: everything else of the batch is kept. */
  const writeAlone = (entry: Entry, at: number): Result => {
    savepoint.run();
    try {
      const result = write(entry, at);
      release.run();
      return result;
    } catch (error) {
      if (isFatal(db, error)) throw error;
      rollback.run();
      release.run();
      types.forget();
      return { kind: "refused", message: (error as Error).message };
    }
  };

  /** Undefined when an entry is at fault: the transaction is then as it was at its begin. */
  const writeTogether = (entries: readonly Entry[], at: number): readonly Result[] | undefined => {
    try {
      return entries.map((entry) => write(entry, at));
    } catch (error) {
      types.forget();
      leases.forget();
      if (isFatal(db, error)) throw error;
      db.exec("ROLLBACK; BEGIN IMMEDIATE");
      return undefined;
    }
  };

  return {
    // A savepoint for each entry costs a quarter of the throughput: only a batch that has a bad entry pays for it.
    commit: (entries: readonly Entry[]): readonly Result[] =>
      transact(db, () => {
        leases.forget();
        const at = version();
        return writeTogether(entries, at) ?? entries.map((entry) => writeAlone(entry, at));
      }),
    change: (wanted: CatalogueChange): ChangeResult => transact(db, () => change(wanted)),
    note: (...args: Parameters<typeof note>) => transact(db, () => note(...args)),
    reviewItem: (...args: Parameters<typeof reviewItem>) => transact(db, () => reviewItem(...args)),
    writeFigures: (...args: Parameters<typeof writeFigures>) => transact(db, () => writeFigures(...args)),
    join: (...args: Parameters<typeof nodes.join>) => transact(db, () => nodes.join(...args)),
    renew: (...args: Parameters<typeof nodes.renew>) => transact(db, () => nodes.renew(...args)),
    endLeases: () => transact(db, () => nodes.endLeases()),
    leave: (...args: Parameters<typeof nodes.leave>) => transact(db, () => nodes.leave(...args)),
    freeDead: (...args: Parameters<typeof nodes.freeDead>) => transact(db, () => nodes.freeDead(...args)),
    prune: (...args: Parameters<typeof pruning.prune>) => transact(db, () => pruning.prune(...args)),
    pruneFigures: (...args: Parameters<typeof pruning.pruneFigures>) =>
      transact(db, () => pruning.pruneFigures(...args)),
    endDeleted: (...args: Parameters<typeof pruning.endDeleted>) => transact(db, () => pruning.endDeleted(...args)),
  };
}

export function createReads(db: DatabaseSync) {
  const deliveries = prepareDeliveryReads(db);
  return {
    loadCatalogue: atOneMoment(db, prepareLoadCatalogue(db)),
    readEvent: prepareReadEvent(db),
    listEvents: atOneMoment(db, prepareListEvents(db)),
    readDelivery: atOneMoment(db, deliveries.readDelivery),
    deliveriesOf: atOneMoment(db, deliveries.deliveriesOf),
    listDeliveries: atOneMoment(db, deliveries.listDeliveries),
    attemptsOf: prepareAttemptsOf(db),
    webhooksAsOf: prepareWebhooksAsOf(db),
    readRevision: prepareReadRevision(db),
    readMessage: prepareReadMessage(db),
    listMessages: atOneMoment(db, prepareListMessages(db)),
    messagesToReplay: prepareMessagesToReplay(db),
    notes: prepareNotes(db),
    owedLanes: atOneMoment(db, prepareOwedLanes(db)),
    readItem: prepareReadItem(db),
    findItem: prepareFindItem(db),
    listItems: atOneMoment(db, prepareListItems(db)),
    itemsOfAuthor: prepareItemsOfAuthor(db),
    reviewQueue: prepareReviewQueue(db),
    readReview: prepareReadReview(db),
    readJob: prepareReadJob(db),
    jobsOf: prepareJobsOf(db),
    listJobs: prepareListJobs(db),
    jobsDue: prepareJobsDue(db),
    decisionsOf: prepareDecisionsOf(db),
    listDecisions: prepareListDecisions(db),
    enforcementsOf: prepareEnforcementsOf(db),
    enforcementsOwed: prepareEnforcementsOwed(db),
    readFigures: atOneMoment(db, prepareReadFigures(db)),
    readWebhookFigures: atOneMoment(db, prepareReadWebhookFigures(db)),
    countOwed: atOneMoment(db, prepareCountOwed(db)),
  };
}

/** A read of several statements: a delivery that ends between two of them would be seen twice, or not at all. */
function atOneMoment<A extends readonly unknown[], T>(db: DatabaseSync, read: (...args: A) => T): (...args: A) => T {
  return (...args) => {
    db.exec("BEGIN");
    try {
      return read(...args);
    } finally {
      db.exec("COMMIT");
    }
  };
}

function prepareWrite(db: DatabaseSync, parts: AddEventParts): (entry: Entry, version: number) => Result {
  const { lanes, types, leases } = parts;
  const addEvent = prepareAddEvent(db, parts);
  const moderate = prepareModerate(db);
  const accept = prepareAccept(db, addEvent, moderate);
  const receive = prepareReceive(db, addEvent);
  const settle = prepareSettle(db, addEvent, { lanes, types, moderate });
  const claim = prepareClaim(db, leases);
  const claimLane = prepareClaimLane(db, lanes);
  const cancel = prepareCancel(db);
  const retry = prepareRetry(db);
  return (entry, version) => {
    switch (entry.kind) {
      case "accept":
        return accept(entry, version);
      case "emit":
        return { kind: "refused", message: "SQLite has no outbox: no other process can write to its file." };
      case "receive":
        return receive(entry, version);
      case "settle":
        return settle(entry, version);
      case "claim":
        return claim(entry);
      case "claim_lane":
        return claimLane(entry);
      case "cancel":
        return cancel(entry);
      case "retry":
        return retry(entry);
    }
  };
}

function transact<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;

/** Faults after which nothing of the transaction may be trusted (https://sqlite.org/lang_transaction.html). */
function isFatal(db: DatabaseSync, error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  const isFileFault = errcode !== undefined && [NOMEM, READONLY, IOERR, CORRUPT, FULL].includes(errcode & 0xff);
  return isFileFault || !db.isTransaction;
}
