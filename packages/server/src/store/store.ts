/**
 * The store port. Two engines stand behind it and one conformance suite holds them to it. Every call is one
 * transaction; nothing is open across calls.
 */
import type { Review } from "../model/review.ts";
import type { CatalogueChange, CatalogueRows, ChangeResult } from "./catalogue-rows.ts";
import type { FiguresPast, FiguresRow } from "./figures.ts";
import type { Entry, NodeLease, Result } from "./journal-entry.ts";
import type { ReviewResult } from "./moderating.ts";
import type { NoteChange, Reads } from "./reads.ts";
import type { Shared } from "./shared.ts";

export interface Store extends Reads {
  /** The engine and its version, such as `SQLite 3.50.4` or `PostgreSQL 18.1`. */
  readonly engine: string;
  /** Null where one process has the store to itself. */
  readonly shared: Shared | null;

  /**
   * Writes many entries in one durable transaction. Rejects with `StoreUnavailableError` when the store is away and
   * nothing was written, nor will be; should the answer to a commit be lost, it takes as long as it takes to learn
   * whether it happened, unless the store is closed meanwhile. Rejects otherwise only when nothing of it may be trusted.
   */
  commit(entries: readonly Entry[]): Promise<readonly Result[]>;

  /** Takes the node number that has been free for longest, until `now + ttlMs`, with its next epoch. */
  join(now: number, ttlMs: number): Promise<NodeLease>;
  /** False when the lease was lost: the node must stop sending and join anew. */
  renew(node: NodeLease, now: number, ttlMs: number): Promise<boolean>;
  /** Ends the lease: what the node had claimed is free. */
  leave(node: NodeLease): Promise<void>;
  /** Frees one slice of what dead nodes had claimed. */
  freeDead(now: number, after: QueuePosition | null): Promise<QueuePosition | null>;

  loadCatalogue(): Promise<CatalogueRows>;
  change(change: CatalogueChange): Promise<ChangeResult>;

  /** Writes notes of sources, in one transaction. Of a deleted source, nothing. */
  note(notes: readonly NoteChange[]): Promise<void>;

  /** Writes what people say of an item; `review.rev` is that which was read. */
  reviewItem(review: Review): Promise<ReviewResult>;

  /** Deletes one slice, about `limit` of a kind, of what is older than `before` and owed to nobody. True: go on. */
  prune(before: number, idempotencyBefore: number, limit: number): Promise<boolean>;
  /** Writes what was counted, over what was written of the same. */
  writeFigures(rows: readonly FiguresRow[]): Promise<void>;
  /** Deletes one slice, about `limit`, of what was counted before. True: go on. */
  pruneFigures(past: FiguresPast, limit: number): Promise<boolean>;
  /** Ends, as `cancelled`, one slice of what is owed to a deleted webhook. Returns how many. */
  endDeleted(webhookNo: number, now: number, limit: number): Promise<number>;

  close(): Promise<void>;
}

/** A row of the queue, for walking it in slices. */
export interface QueuePosition {
  webhookNo: number;
  seq: bigint;
}

/** The store could not be reached or failed as a whole: whether a commit happened is unknown until it recovers. */
export class StoreError extends Error {
  readonly code: string = "store_failed";
}

/** The store is away, and may come back without a restart. */
export class StoreUnavailableError extends StoreError {
  override readonly code = "store_unavailable";
  /** `none`: nothing of the call was written, nor will be. `unknown`: the answer to its commit was lost. */
  readonly written: "none" | "unknown";

  constructor(message: string, written: "none" | "unknown", options?: ErrorOptions) {
    super(message, options);
    this.written = written;
  }
}
