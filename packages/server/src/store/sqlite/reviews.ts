/** What people say of an item: one row for each that somebody has looked at. */
import type { DatabaseSync } from "node:sqlite";
import type { Review } from "../../model/review.ts";
import type { ReviewResult } from "../moderating.ts";
import { putDown, reviewDocument, toReview } from "../moderation-rows.ts";
import { one, prepare } from "./rows.ts";

export function prepareReviewItem(db: DatabaseSync): (review: Review) => ReviewResult {
  const isItem = prepare(db, "SELECT 1 FROM item WHERE id = ? AND site_no = ?");
  const add = prepare(
    db,
    "INSERT INTO review (item, site_no, rev, document) VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING",
  );
  const revise = prepare(db, "UPDATE review SET rev = rev + 1, document = ? WHERE item = ? AND rev = ?");
  return (review) => {
    const { itemId, siteNo, rev } = review;
    if (!one(isItem, itemId, siteNo)) return "unknown";
    const document = reviewDocument(review);
    const { changes } = rev === 0 ? add.run(itemId, siteNo, document) : revise.run(document, itemId, rev);
    return changes === 0n ? "moved" : "changed";
  };
}

/** Nobody has taken it any more. */
export function preparePutDown(db: DatabaseSync): (itemId: bigint) => void {
  const read = prepareReadReview(db);
  const revise = prepare(db, "UPDATE review SET rev = rev + 1, document = ? WHERE item = ?");
  return (itemId) => {
    const review = read(itemId);
    if (review === null || review.assignee === null) return;
    revise.run(reviewDocument(putDown(review)), itemId);
  };
}

export function prepareReadReview(db: DatabaseSync): (itemId: bigint) => Review | null {
  const read = prepare(
    db,
    "SELECT item, site_no, rev AS review_rev, document AS review_document FROM review WHERE item = ?",
  );
  return (itemId) => {
    const row = one(read, itemId);
    return row === undefined ? null : toReview(row);
  };
}
