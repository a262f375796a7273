/** What people say of an item: one row for each that somebody has looked at. */
import type { Review } from "../../model/review.ts";
import type { ReviewResult } from "../moderating.ts";
import { putDown, reviewDocument, toReview } from "../moderation-rows.ts";
import { int8s, texts } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { statement } from "./statement.ts";

/** It is not pruned before this is committed. */
const IS_ITEM = statement("SELECT 1 FROM item WHERE id = $1 AND site_no = $2 FOR SHARE");
const ADD = statement(
  `INSERT INTO review (item, site_no, rev, document) VALUES ($1, $2, 1, $3) ON CONFLICT (item) DO NOTHING RETURNING rev`,
);
const REVISE = statement("UPDATE review SET rev = rev + 1, document = $3 WHERE item = $1 AND rev = $2 RETURNING rev");
const READ = statement(
  "SELECT item, site_no, rev AS review_rev, document AS review_document FROM review WHERE item = $1",
);

const READ_TAKEN = statement(
  `SELECT item, site_no, rev AS review_rev, document AS review_document FROM review WHERE item = ANY ($1::bigint[])
   ORDER BY item FOR UPDATE`,
);
const PUT_DOWN = statement(
  `UPDATE review r SET rev = r.rev + 1, document = c.document
   FROM unnest($1::bigint[], $2::text[]) AS c(item, document) WHERE r.item = c.item`,
);

/** Nobody has taken them any more. Their items are locked: nobody else writes of them. */
export async function putDownReviews(tx: Tx, itemIds: readonly bigint[]): Promise<void> {
  if (itemIds.length === 0) return;
  const taken = (await tx.rows(READ_TAKEN, int8s(itemIds))).map(toReview).filter(({ assignee }) => assignee !== null);
  if (taken.length === 0) return;
  await tx.rows(
    PUT_DOWN,
    int8s(taken.map(({ itemId }) => itemId)),
    texts(taken.map((review) => reviewDocument(putDown(review)))),
  );
}

export async function reviewItem(tx: Tx, review: Review): Promise<ReviewResult> {
  const { itemId, siteNo, rev } = review;
  if ((await tx.one(IS_ITEM, itemId, siteNo)) === undefined) return "unknown";
  const document = reviewDocument(review);
  const changed = rev === 0 ? await tx.one(ADD, itemId, siteNo, document) : await tx.one(REVISE, itemId, rev, document);
  return changed === undefined ? "moved" : "changed";
}

export async function readReview(tx: Tx, itemId: bigint): Promise<Review | null> {
  const row = await tx.one(READ, itemId);
  return row === undefined ? null : toReview(row);
}
