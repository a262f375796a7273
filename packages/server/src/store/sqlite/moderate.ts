import type { DatabaseSync } from "node:sqlite";
import type { Decision } from "../../model/decision.ts";
import type { Enforcement } from "../../model/enforcement.ts";
import type { Item } from "../../model/item.ts";
import type { NewEvent } from "../journal-entry.ts";
import type { ItemChange, JobRecord, ModerationWrites } from "../moderating.ts";
import {
  decisionDocument,
  itemDocument,
  itemStatusToNumber,
  jobDocument,
  jobStatusToNumber,
  newestJobOf,
  platformKey,
  writtenJobs,
} from "../moderation-rows.ts";
import { preparePutDown } from "./reviews.ts";
import { one, prepare } from "./rows.ts";

export interface Moderate {
  /** Whether every item is as it was read. */
  isPresent(writes: ModerationWrites): boolean;
  /** `events`: those of the entry. */
  write(writes: ModerationWrites, events: readonly NewEvent[]): void;
}

/** Items with their jobs, decisions and enforcements, in the transaction of an entry. */
export function prepareModerate(db: DatabaseSync): Moderate {
  const isAtRev = prepare(db, "SELECT 1 FROM item WHERE id = ? AND rev = ?");
  // Relies on item_native: the predicate is repeated, or SQLite would not use it.
  const isKnown = prepare(
    db,
    "SELECT 1 FROM item WHERE site_no = ? AND platform = ? AND native_id = ? AND native_id IS NOT NULL",
  );
  const writeItem = prepareWriteItem(db);
  const writeJob = prepareWriteJob(db);
  const addDecision = prepareAddDecision(db);
  const putEnforcement = preparePutEnforcement(db);
  const putDown = preparePutDown(db);
  return {
    isPresent: ({ items }) =>
      items.every(({ item: { id, siteNo, origin }, rev }) => {
        if (rev !== null) return one(isAtRev, id, rev) !== undefined;
        return origin.nativeId === null || !one(isKnown, siteNo, platformKey(origin.platform), origin.nativeId);
      }),
    write({ items, enforcements }, events) {
      for (const change of items) {
        writeItem(change);
        for (const job of writtenJobs(change, events)) writeJob(job);
        if (change.decision) addDecision(change.item, change.decision);
        if (change.isPutDown) putDown(change.item.id);
      }
      for (const enforcement of enforcements) putEnforcement(enforcement);
    },
  };
}

function prepareWriteItem(db: DatabaseSync): (change: ItemChange) => void {
  const add = prepare(
    db,
    `INSERT INTO item (id, site_no, rev, status, run, is_deleted, job, decision, created, platform, native_id,
       app_media_id, author_id, document) VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const revise = prepare(
    db,
    `UPDATE item SET rev = rev + 1, status = ?, run = ?, is_deleted = ?, job = coalesce(?, job),
       decision = coalesce(?, decision), author_id = ?, document = ? WHERE id = ?`,
  );
  return (change) => {
    const { item, decision } = change;
    const { id, siteNo, origin, author } = item;
    const state = [itemStatusToNumber(item.status), item.run, item.isDeleted ? 1 : 0];
    const newest = [newestJobOf(change)?.id ?? null, decision?.id ?? null];
    const document = itemDocument(item);
    if (change.rev !== null) {
      revise.run(...state, ...newest, author.id, document, id);
      return;
    }
    const names = [platformKey(origin.platform), origin.nativeId, origin.appMediaId, author.id];
    add.run(id, siteNo, ...state, ...newest, item.createdAt, ...names, document);
  };
}

function prepareWriteJob(db: DatabaseSync): (job: JobRecord) => void {
  const put = prepare(
    db,
    `INSERT INTO job (id, item, site_no, run, status, event, callback, callback_url, callback_secret, end_event, deadline,
       document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE
       SET status = excluded.status, end_event = excluded.end_event, document = excluded.document`,
  );
  return (job) => {
    const { id, itemId, siteNo, run, status, eventSeq, callbackNo, callback, endSeq, deadline } = job;
    const told = [callbackNo, callback?.url ?? null, callback?.sealedSecret ?? null, endSeq];
    put.run(id, itemId, siteNo, run, jobStatusToNumber(status), eventSeq, ...told, deadline, jobDocument(job));
  };
}

function prepareAddDecision(db: DatabaseSync): (item: Item, decision: Decision) => void {
  const add = prepare(db, "INSERT INTO decision (id, item, site_no, document) VALUES (?, ?, ?, ?)");
  return ({ id, siteNo }, decision) => void add.run(decision.id, id, siteNo, decisionDocument(decision));
}

function preparePutEnforcement(db: DatabaseSync): (enforcement: Enforcement) => void {
  const put = prepare(
    db,
    `INSERT INTO enforcement (decision, item, site_no, action, state, code, error, next_at, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (decision) DO UPDATE SET state = excluded.state, code = excluded.code, error = excluded.error,
       next_at = excluded.next_at, at = excluded.at WHERE state = 'requested'`,
  );
  return ({ decisionId, itemId, siteNo, action, state, code, error, nextAt, at }) => {
    put.run(decisionId, itemId, siteNo, action, state, code, error, nextAt, at);
  };
}
