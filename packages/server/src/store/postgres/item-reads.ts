/** Reads of what is moderated. Each names the index it relies on. */
import type { AuthorQuery, ItemName, ItemQuery, ItemRecord, ReviewQuery, ReviewRecord } from "../moderating.ts";
import { ITEM_COLUMNS, itemStatusToNumber, platformKey, toItemRecord, toReviewRecord } from "../moderation-rows.ts";
import type { Page } from "../page.ts";
import type { Tx } from "./database.ts";
import { MAX_SEQ, SCAN_LIMIT } from "./reads.ts";
import { big } from "./rows.ts";
import { keyedBy, type Statement, statement } from "./statement.ts";

const ITEM = `${ITEM_COLUMNS} FROM item i JOIN job j ON j.id = i.job LEFT JOIN decision d ON d.id = i.decision`;

const READ = statement(`SELECT ${ITEM} WHERE i.id = $1`);

export async function readItem(tx: Tx, id: bigint): Promise<ItemRecord | null> {
  const row = await tx.one(READ, id);
  return row === undefined ? null : toItemRecord(row);
}

/** Relies on item_app. */
const BY_APP = statement(
  `SELECT ${ITEM} WHERE i.id = (
     SELECT id FROM item WHERE site_no = $1 AND app_media_id = $2::text AND app_media_id IS NOT NULL
     ORDER BY id DESC LIMIT 1)`,
);
/** Relies on item_native. */
const BY_NATIVE = statement(
  `SELECT ${ITEM} WHERE i.site_no = $1 AND i.platform = $2::text AND i.native_id = $3::text AND i.native_id IS NOT NULL`,
);

export async function findItem(tx: Tx, siteNo: number, name: ItemName): Promise<ItemRecord | null> {
  // A text with a NUL in it is in no column.
  if (Object.values(name).some((value) => value.includes("\0"))) return null;
  const row =
    "appMediaId" in name
      ? await tx.one(BY_APP, siteNo, name.appMediaId)
      : await tx.one(BY_NATIVE, siteNo, platformKey(name.platform), name.nativeId);
  return row === undefined ? null : toItemRecord(row);
}

interface Walk {
  newest: Statement;
  ofPlatform: Statement;
  lastScanned: Statement;
}

/** `$1` is the site, `$2` and `$3` the range; `more` is what else is searched by. */
function walkOf(more: string): Walk {
  const where = `${keyedBy("i.site_no", "$1")}${more} AND i.id < $2 AND i.id >= $3`;
  return {
    newest: statement(`SELECT ${ITEM} WHERE ${where} ORDER BY i.id DESC LIMIT $5::int`),
    ofPlatform: statement(
      `SELECT ${ITEM} WHERE i.id = ANY (ARRAY(
         SELECT id FROM (
           SELECT i.id, i.platform FROM item i WHERE ${where} ORDER BY i.id DESC LIMIT ${SCAN_LIMIT}) s
         WHERE platform = $6::text ORDER BY id DESC LIMIT $5::int))
       ORDER BY i.id DESC`,
    ),
    lastScanned: statement(
      `SELECT i.id FROM item i WHERE ${where} ORDER BY i.id DESC LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
    ),
  };
}

/** Relies on item_site. */
const ALL = walkOf(" AND $4::int IS NULL");
/** Relies on item_status. */
const OF_STATUS = walkOf(` AND ${keyedBy("i.status", "$4::int")}`);

/** Of one platform, so many rows are looked at; then the page is short, and goes on. */
export async function listItems(tx: Tx, query: ItemQuery): Promise<Page<ItemRecord>> {
  const { siteNo, status, platform, before, from, limit } = query;
  const range = [siteNo, before ?? MAX_SEQ, from, status === null ? null : itemStatusToNumber(status)] as const;
  const { newest, ofPlatform, lastScanned } = status === null ? ALL : OF_STATUS;
  if (platform === null) return itemPage((await tx.rows(newest, ...range, limit)).map(toItemRecord), limit, null);
  if (platform.includes("\0")) return { rows: [], next: null };
  const rows = (await tx.rows(ofPlatform, ...range, limit, platformKey(platform))).map(toItemRecord);
  const last = rows.length < limit ? await tx.one(lastScanned, ...range) : undefined;
  return itemPage(rows, limit, last ? big(last, "id") : null);
}

/** A full page goes on behind its last row, a short one behind the last row that was looked at. */
function itemPage(rows: readonly ItemRecord[], limit: number, scannedTo: bigint | null): Page<ItemRecord> {
  return { rows, next: rows.length === limit ? rows.at(-1)!.item.id : scannedTo };
}

/** Relies on item_author. */
const OF_AUTHOR = statement(
  `SELECT ${ITEM} WHERE i.site_no = $1 AND i.platform = $2::text AND i.author_id = $3::text AND i.author_id IS NOT NULL
   ORDER BY i.id DESC LIMIT $4::int`,
);

export async function itemsOfAuthor(tx: Tx, query: AuthorQuery): Promise<readonly ItemRecord[]> {
  const { siteNo, platform, authorId, limit } = query;
  if (`${platform}${authorId}`.includes("\0")) return [];
  return (await tx.rows(OF_AUTHOR, siteNo, platformKey(platform), authorId, limit)).map(toItemRecord);
}

/** Relies on item_review. */
const QUEUE = statement(
  `SELECT ${ITEM_COLUMNS}, r.item, r.rev AS review_rev, r.document AS review_document
   FROM item i JOIN job j ON j.id = i.job LEFT JOIN decision d ON d.id = i.decision LEFT JOIN review r ON r.item = i.id
   WHERE i.site_no = $1 AND i.status = 4 AND NOT i.is_deleted AND i.id > $2::bigint ORDER BY i.id LIMIT $3::int`,
);

export async function reviewQueue(tx: Tx, query: ReviewQuery): Promise<readonly ReviewRecord[]> {
  return (await tx.rows(QUEUE, query.siteNo, query.after, query.limit)).map(toReviewRecord);
}
