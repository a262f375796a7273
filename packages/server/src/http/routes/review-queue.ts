/** The queue of who looks for some of it: what waits is walked from the oldest on. */
import { Type } from "typebox";
import type { ReviewRecord } from "../../store/moderating.ts";
import type { Reads } from "../../store/reads.ts";
import { type PageQuery, pageParameters, readCursor, readPage, timeParameters } from "../paging.ts";
import { line, prose, siteParameter, strict } from "../shapes.ts";

/** Of one answer: a page of rare ones ends here, and goes on with its cursor. */
const LOOKED_AT_MAX = 2_000;
const SLICE = 200;

export const ReviewsQuery = strict({
  ...siteParameter,
  ...pageParameters,
  ...timeParameters,
  platform: Type.Optional(line({ minLength: 1, maxLength: 64, description: "What came from it." })),
  assignee: Type.Optional(prose({ minLength: 1, maxLength: 100, description: "What this person has taken." })),
  is_escalated: Type.Optional(Type.Boolean({ description: "What was left to somebody senior, or what was not." })),
});

export interface Wanted extends PageQuery {
  platform?: string;
  assignee?: string;
  is_escalated?: boolean;
}

export interface QueuePage {
  records: readonly ReviewRecord[];
  /** The last that was looked at; null at the end. */
  next: bigint | null;
}

/** Oldest first. @throws Problem `invalid_cursor`, `invalid_request` */
export async function readQueue(
  store: Pick<Reads, "reviewQueue">,
  siteNo: number,
  { cursor, ...wanted }: Wanted,
): Promise<QueuePage> {
  const { limit, from, before } = readPage(wanted);
  const start = cursor === undefined ? 0n : readCursor(cursor);
  const size = isAll(wanted) ? limit : SLICE;
  let after = start >= from ? start : from - 1n;
  const records: ReviewRecord[] = [];
  for (let lookedAt = 0; lookedAt < LOOKED_AT_MAX; lookedAt += size) {
    const slice = await store.reviewQueue({ siteNo, after, limit: size });
    for (const record of slice) {
      if (before !== null && record.item.id >= before) return { records, next: null };
      after = record.item.id;
      if (isWanted(record, wanted)) records.push(record);
      if (records.length === limit) return { records, next: after };
    }
    if (slice.length < size) return { records, next: null };
  }
  return { records, next: after };
}

function isAll({ platform, assignee, is_escalated }: Wanted): boolean {
  return platform === undefined && assignee === undefined && is_escalated === undefined;
}

function isWanted({ item, review }: ReviewRecord, { platform, assignee, is_escalated }: Wanted): boolean {
  if (platform !== undefined && item.origin.platform !== platform) return false;
  if (assignee !== undefined && review?.assignee !== assignee) return false;
  return is_escalated === undefined || (review?.isEscalated ?? false) === is_escalated;
}
