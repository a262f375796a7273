/** Reads of what is moderated, for the reading connection. Each names the index it relies on. */
import type { DatabaseSync } from "node:sqlite";
import type { AuthorQuery, ItemName, ItemQuery, ItemRecord, ReviewQuery, ReviewRecord } from "../moderating.ts";
import { ITEM_COLUMNS, itemStatusToNumber, platformKey, toItemRecord, toReviewRecord } from "../moderation-rows.ts";
import type { Page } from "../page.ts";
import { LOOKUP_LIMIT, MAX_SEQ } from "./reads.ts";
import { big, each, one, prepare } from "./rows.ts";

const ITEM = `${ITEM_COLUMNS} FROM item i CROSS JOIN job j ON j.id = i.job LEFT JOIN decision d ON d.id = i.decision`;

export function prepareReadItem(db: DatabaseSync): (id: bigint) => ItemRecord | null {
  const read = prepare(db, `SELECT ${ITEM} WHERE i.id = ?`);
  return (id) => {
    const row = one(read, id);
    return row === undefined ? null : toItemRecord(row);
  };
}

/** Relies on item_app and item_native: their predicates are repeated, or SQLite would not use them. */
export function prepareFindItem(db: DatabaseSync): (siteNo: number, name: ItemName) => ItemRecord | null {
  const byApp = prepare(
    db,
    `SELECT ${ITEM} WHERE i.site_no = ? AND i.app_media_id = ? AND i.app_media_id IS NOT NULL
     ORDER BY i.id DESC LIMIT 1`,
  );
  const byNative = prepare(
    db,
    `SELECT ${ITEM} WHERE i.site_no = ? AND i.platform = ? AND i.native_id = ? AND i.native_id IS NOT NULL`,
  );
  return (siteNo, name) => {
    const row =
      "appMediaId" in name
        ? one(byApp, siteNo, name.appMediaId)
        : one(byNative, siteNo, platformKey(name.platform), name.nativeId);
    return row === undefined ? null : toItemRecord(row);
  };
}

/** Relies on item_site, or on item_status. */
export function prepareListItems(db: DatabaseSync): (query: ItemQuery) => Page<ItemRecord> {
  const all = prepareWalk(db, "site_no = ?");
  const ofStatus = prepareWalk(db, "site_no = ? AND status = ?");
  return ({ siteNo, status, platform, before, from, limit }) => {
    const range = [before ?? MAX_SEQ, from] as const;
    if (status === null) return all([siteNo], range, platform, limit);
    return ofStatus([siteNo, itemStatusToNumber(status)], range, platform, limit);
  };
}

/** Of one platform, so many rows are looked at; then the page is short, and goes on. */
function prepareWalk(db: DatabaseSync, where: string) {
  const newest = prepare(
    db,
    `SELECT ${ITEM} WHERE i.${where.replace(" AND ", " AND i.")} AND i.id < ? AND i.id >= ?
     ORDER BY i.id DESC LIMIT ?`,
  );
  const ofPlatform = prepare(
    db,
    `SELECT ${ITEM} WHERE i.id IN (
       SELECT id FROM (
         SELECT id, platform FROM item WHERE ${where} AND id < ? AND id >= ? ORDER BY id DESC LIMIT ${LOOKUP_LIMIT})
       WHERE platform = ? LIMIT ?)
     ORDER BY i.id DESC`,
  );
  const lastScanned = prepare(
    db,
    `SELECT id FROM item WHERE ${where} AND id < ? AND id >= ? ORDER BY id DESC LIMIT 1 OFFSET ${LOOKUP_LIMIT - 1}`,
  );
  return (
    key: readonly number[],
    range: readonly [bigint, bigint],
    platform: string | null,
    limit: number,
  ): Page<ItemRecord> => {
    if (platform === null)
      return itemPage(Array.from(each(newest, ...key, ...range, limit), toItemRecord), limit, null);
    const rows = Array.from(each(ofPlatform, ...key, ...range, platformKey(platform), limit), toItemRecord);
    const last = rows.length < limit ? one(lastScanned, ...key, ...range) : undefined;
    return itemPage(rows, limit, last ? big(last, "id") : null);
  };
}

/** A full page goes on behind its last row, a short one behind the last row that was looked at. */
function itemPage(rows: readonly ItemRecord[], limit: number, scannedTo: bigint | null): Page<ItemRecord> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.item.id : scannedTo };
}

/** Relies on item_author. */
export function prepareItemsOfAuthor(db: DatabaseSync): (query: AuthorQuery) => readonly ItemRecord[] {
  const read = prepare(
    db,
    `SELECT ${ITEM} WHERE i.site_no = ? AND i.platform = ? AND i.author_id = ? AND i.author_id IS NOT NULL
     ORDER BY i.id DESC LIMIT ?`,
  );
  return ({ siteNo, platform, authorId, limit }) =>
    Array.from(each(read, siteNo, platformKey(platform), authorId, limit), toItemRecord);
}

/** Relies on item_review. */
export function prepareReviewQueue(db: DatabaseSync): (query: ReviewQuery) => readonly ReviewRecord[] {
  const read = prepare(
    db,
    `SELECT ${ITEM_COLUMNS}, r.item, r.rev AS review_rev, r.document AS review_document
     FROM item i INDEXED BY item_review CROSS JOIN job j ON j.id = i.job LEFT JOIN decision d ON d.id = i.decision
     LEFT JOIN review r ON r.item = i.id
     WHERE i.site_no = ? AND i.status = 4 AND i.is_deleted = 0 AND i.id > ? ORDER BY i.id LIMIT ?`,
  );
  return ({ siteNo, after, limit }) => Array.from(each(read, siteNo, after, limit), toReviewRecord);
}
