/** What moderation writes in the commit of an entry, and what it reads. */
import type { Decision } from "../model/decision.ts";
import type { Enforcement } from "../model/enforcement.ts";
import type { Finding } from "../model/finding.ts";
import type { ContentPart, Item, ItemStatus } from "../model/item.ts";
import type { Job, JobStatus } from "../model/job.ts";
import type { Review } from "../model/review.ts";
import type { Page } from "./page.ts";

/** A run of an item, with what was found in it. */
export interface JobRecord extends Job {
  siteNo: number;
  /** The event that owes the judging. Null when it is handed in: the first event of the same entry. */
  eventSeq: bigint | null;
  /** The hidden webhook that hears of its end; null: there is none. */
  callbackNo: number | null;
  /** The address that this webhook tells of this job; null: it has one of its own, or there is none. */
  callback: JobCallback | null;
  /** The event by which the address heard of its end; null: by none yet. Written by `ItemChange.endedBy`. */
  endSeq: bigint | null;
  findings: readonly Finding[];
  /** What at least one evaluator has judged. */
  judged: readonly ContentPart[];
}

/** An address that hears of one job's end. */
export interface JobCallback {
  url: string;
  /** Sealed with the master key (catalogue/job-callback.ts). Null: it is told unsigned. */
  sealedSecret: Uint8Array | null;
}

/** An item as it is to be from now on. */
export interface ItemChange {
  item: Item;
  /** The revision that it was read at; null: it is new. */
  rev: number | null;
  /** New ones and changed ones, whole. A new item has one. */
  jobs: readonly JobRecord[];
  /** A new one; null: none. */
  decision: Decision | null;
  /** The place among the entry's events of the one that tells of its newest job's end. Absent: none does. */
  endedBy?: number;
  /** Whoever had taken it has done with it. */
  isPutDown?: true;
}

/**
 * All of it or nothing is written, with its entry: nothing when an item is not at its `rev` any more, or when the
 * platform's id of a new one belongs to another item of the site.
 */
export interface ModerationWrites {
  /** No item twice. */
  items: readonly ItemChange[];
  /** New ones and changed ones, by their decisions. One that is not owed any more stays as it is. */
  enforcements: readonly Enforcement[];
}

/** An item with its newest job and decision. */
export interface ItemRecord {
  item: Item;
  /** Rises by one whenever anything of it is written. */
  rev: number;
  job: JobRecord;
  decision: Decision | null;
}

export interface ReviewRecord extends ItemRecord {
  review: Review | null;
}

/** What an item is called outside. */
export type ItemName = { appMediaId: string } | { platform: string; nativeId: string };

/** As for all lists: ids below `before`, at or above `from`, newest first. */
interface ListQuery {
  siteNo: number;
  before: bigint | null;
  from: bigint;
  limit: number;
}

export interface ItemQuery extends ListQuery {
  status: ItemStatus | null;
  platform: string | null;
}

export interface JobQuery extends ListQuery {
  status: JobStatus | null;
}

export type DecisionQuery = ListQuery;

export interface ReviewQuery {
  siteNo: number;
  /** Ids above this; 0 starts at the oldest. */
  after: bigint;
  limit: number;
}

export interface AuthorQuery {
  siteNo: number;
  platform: string | null;
  authorId: string;
  limit: number;
}

export interface ModerationReads {
  readItem(id: bigint): Promise<ItemRecord | null>;
  /** The newest of that name. */
  findItem(siteNo: number, name: ItemName): Promise<ItemRecord | null>;
  listItems(query: ItemQuery): Promise<Page<ItemRecord>>;
  /** Newest first. */
  itemsOfAuthor(query: AuthorQuery): Promise<readonly ItemRecord[]>;
  readJob(id: bigint): Promise<JobRecord | null>;
  /** In the order of their runs. */
  jobsOf(itemId: bigint): Promise<readonly JobRecord[]>;
  listJobs(query: JobQuery): Promise<Page<JobRecord>>;
  /** Jobs that have not ended by their deadline, the longest over first. */
  jobsDue(now: number, limit: number): Promise<readonly JobRecord[]>;
  /** Oldest first. */
  decisionsOf(itemId: bigint): Promise<readonly Decision[]>;
  listDecisions(query: DecisionQuery): Promise<Page<Decision>>;
  /** Oldest first. */
  enforcementsOf(itemId: bigint): Promise<readonly Enforcement[]>;
  /** Those that are owed since `before` or longer, the longest first. */
  enforcementsOwed(before: number, limit: number): Promise<readonly Enforcement[]>;
  /** Items that wait for a person, oldest first. */
  reviewQueue(query: ReviewQuery): Promise<readonly ReviewRecord[]>;
  readReview(itemId: bigint): Promise<Review | null>;
}

/** `moved`: somebody else changed it since it had this `rev`. `unknown`: there is no such item. */
export type ReviewResult = "changed" | "moved" | "unknown";
