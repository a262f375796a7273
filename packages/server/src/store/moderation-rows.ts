/**
 * How moderation's records are stored, the same in both engines: what is searched by has columns of its own, the rest is
 * one JSON document. Ids in it are strings: JSON has no 64-bit numbers.
 */
import type { Decision } from "../model/decision.ts";
import type { Enforcement } from "../model/enforcement.ts";
import type { Item, ItemStatus } from "../model/item.ts";
import type { JobStatus } from "../model/job.ts";
import type { Review, ReviewNote } from "../model/review.ts";
import type { Rule, RuleGroup } from "../model/rule.ts";
import type { ItemChange, ItemRecord, JobCallback, JobRecord, ReviewRecord } from "./moderating.ts";

/** As an engine reads it: integers as bigint or number, booleans as they are or as 0 and 1. */
export type StoredRow = Readonly<Record<string, unknown>>;

const ITEM_STATUSES: readonly ItemStatus[] = ["pending", "approved", "rejected", "flagged"];
const JOB_STATUSES: readonly JobStatus[] = ["queued", "processing", "completed", "failed"];

export function itemStatusToNumber(status: ItemStatus): number {
  return ITEM_STATUSES.indexOf(status) + 1;
}

export function jobStatusToNumber(status: JobStatus): number {
  return JOB_STATUSES.indexOf(status) + 1;
}

/** Of an item, with its job and its decision, if it has one. */
export const ITEM_COLUMNS = `i.id, i.site_no, i.rev, i.status, i.run, i.is_deleted, i.created, i.document,
  j.id AS job_id, j.run AS job_run, j.status AS job_status, j.event AS job_event, j.callback AS job_callback,
  j.callback_url AS job_callback_url, j.callback_secret AS job_callback_secret, j.end_event AS job_end_event,
  j.deadline AS job_deadline, j.document AS job_document, d.id AS decision_id, d.document AS decision_document`;
export const JOB_COLUMNS = `j.item AS id, j.site_no, j.id AS job_id, j.run AS job_run, j.status AS job_status,
  j.event AS job_event, j.callback AS job_callback, j.callback_url AS job_callback_url,
  j.callback_secret AS job_callback_secret, j.end_event AS job_end_event, j.deadline AS job_deadline,
  j.document AS job_document`;
export const DECISION_COLUMNS = "d.item AS id, d.id AS decision_id, d.document AS decision_document";

export function itemDocument({ content, origin, author, metadata, decided }: Item): string {
  return JSON.stringify({ content, origin, author, metadata, decided });
}

export function jobDocument(job: JobRecord): string {
  const { modality, verdict, reason, errorCode, createdAt, endedAt, findings, judged } = job;
  return JSON.stringify({ modality, verdict, reason, errorCode, createdAt, endedAt, findings, judged });
}

export function decisionDocument({ id: _, itemId: __, ...rest }: Decision): string {
  return JSON.stringify(rest, idsAsStrings);
}

export function reviewDocument({ assignee, claimedAt, isEscalated, notes }: Review): string {
  return JSON.stringify({ assignee, claimedAt, isEscalated, notes });
}

/** As it is when whoever had taken the item has done with it. */
export function putDown(review: Review): Review {
  return { ...review, assignee: null, claimedAt: null };
}

export function ruleGroupDocument({ id: _, siteNo: __, version: ___, ...rest }: RuleGroup): string {
  return JSON.stringify(rest, idsAsStrings);
}

/** The highest id in it: those of its rules are nowhere else. */
export function highestIdIn({ id, rules }: RuleGroup): bigint {
  return rules.reduce((highest, rule) => (rule.id > highest ? rule.id : highest), id);
}

function idsAsStrings(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

export function toItemRecord(row: StoredRow): ItemRecord {
  return {
    item: toItem(row),
    rev: Number(row.rev),
    job: toJob(row),
    decision: row.decision_id === null ? null : toDecision(row),
  };
}

function toItem(row: StoredRow): Item {
  return {
    id: BigInt(row.id as bigint),
    siteNo: Number(row.site_no),
    ...JSON.parse(row.document as string),
    status: ITEM_STATUSES[Number(row.status) - 1]!,
    run: Number(row.run),
    isDeleted: row.is_deleted === true || row.is_deleted === 1n,
    createdAt: Number(row.created),
  };
}

export function toJob(row: StoredRow): JobRecord {
  return {
    id: row.job_id as bigint,
    itemId: row.id as bigint,
    siteNo: Number(row.site_no),
    run: Number(row.job_run),
    status: JOB_STATUSES[Number(row.job_status) - 1]!,
    eventSeq: row.job_event as bigint | null,
    callbackNo: row.job_callback === null ? null : Number(row.job_callback),
    callback: toCallback(row),
    endSeq: row.job_end_event as bigint | null,
    deadline: Number(row.job_deadline),
    ...JSON.parse(row.job_document as string),
  };
}

function toCallback(row: StoredRow): JobCallback | null {
  if (row.job_callback_url === null) return null;
  return { url: row.job_callback_url as string, sealedSecret: row.job_callback_secret as Uint8Array | null };
}

export function toDecision(row: StoredRow): Decision {
  const { jobId, hits, ...rest } = JSON.parse(row.decision_document as string);
  return {
    // Of one that was written before it was noted.
    apiKey: null,
    ...rest,
    id: row.decision_id as bigint,
    itemId: row.id as bigint,
    jobId: BigInt(jobId),
    hits: hits.map((hit: { groupId: string; ruleId: string }) => {
      return { ...hit, groupId: BigInt(hit.groupId), ruleId: BigInt(hit.ruleId) };
    }),
  };
}

export function toEnforcement(row: StoredRow): Enforcement {
  return {
    decisionId: row.decision as bigint,
    itemId: row.item as bigint,
    siteNo: Number(row.site_no),
    action: row.action as Enforcement["action"],
    state: row.state as Enforcement["state"],
    code: row.code as Enforcement["code"],
    error: row.error as string | null,
    nextAt: row.next_at === null ? null : Number(row.next_at),
    at: Number(row.at),
  };
}

export function toReview(row: StoredRow): Review {
  const { notes, ...document } = JSON.parse(row.review_document as string);
  return {
    itemId: row.item as bigint,
    siteNo: Number(row.site_no),
    rev: Number(row.review_rev),
    ...document,
    // Of one that was written before it was noted.
    notes: notes.map((note: ReviewNote) => ({ ...note, apiKey: note.apiKey ?? null })),
  };
}

/** `item` is the id of the review's row, null where there is none. */
export function toReviewRecord(row: StoredRow): ReviewRecord {
  return { ...toItemRecord(row), review: row.item === null ? null : toReview(row) };
}

export function toRuleGroup(row: StoredRow): RuleGroup {
  const { rules, ...rest } = JSON.parse(row.config as string);
  return {
    ...rest,
    id: row.id as bigint,
    siteNo: Number(row.site_no),
    version: Number(row.version),
    rules: rules.map((rule: Omit<Rule, "id"> & { id: string }) => ({ ...rule, id: BigInt(rule.id) })),
  };
}

/** The job of the item's present run, where the change has it: its newest from then on. */
export function newestJobOf({ item, jobs }: ItemChange): JobRecord | undefined {
  return jobs.find(({ run }) => run === item.run);
}

/** A change's jobs as they are written. `events`: those of its entry. */
export function writtenJobs(change: ItemChange, events: readonly { seq: bigint }[]): JobRecord[] {
  const newest = newestJobOf(change);
  return change.jobs.map((job) => {
    const endSeq = job === newest && change.endedBy !== undefined ? events[change.endedBy]!.seq : job.endSeq;
    return { ...job, eventSeq: job.eventSeq ?? events[0]?.seq ?? null, endSeq };
  });
}

/** The platform as it is searched by: none is an empty text, which an index has like any other. */
export function platformKey(platform: string | null): string {
  return platform ?? "";
}
