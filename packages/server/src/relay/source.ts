/** The outbox that a relay drains: the table that @tabellary/outbox makes in an application's own database. */

export interface RelayRow {
  no: string;
  site: string | null;
  type: string;
  /** JSON, as the application wrote it. */
  data: string;
  externalId: string | null;
  orderingKey: string | null;
  /** RFC 3339. */
  occurredAt: string;
}

/**
 * Rows that go to the hub together. What a batch consists of is committed before it is sent, so that it is the same when
 * it has to be sent again, also by another process: the hub then knows its idempotency key.
 */
export interface RelayBatch {
  id: string;
  /** All rows are of one site. */
  site: string | null;
  rows: readonly RelayRow[];
}

export interface RelaySource {
  /** Takes the outbox for this relay alone, until `close`. False: another relay has it. */
  hold(): Promise<boolean>;
  /** The batch that was begun and not ended, or a new one of the rows with the lowest numbers. Null: nothing waits. */
  next(): Promise<RelayBatch | null>;
  /** The hub has it: deletes its rows. */
  done(batch: RelayBatch): Promise<void>;
  /** Leaves rows in the table with the reason why the hub never takes them; the rest is a batch of its own. */
  setAside(batch: RelayBatch, rows: readonly RelayRow[], reason: string): Promise<void>;
  /** Makes two batches of it. */
  split(batch: RelayBatch): Promise<void>;
  close(): Promise<void>;
}

/** A batch: enough to share a request, and less than the 1 MiB that many a proxy lets through. */
export const BATCH_ROWS = 500;
export const BATCH_BYTES = 512 * 1024;

/** The first of them that are of one site. */
export function ofOneSite(rows: readonly RelayRow[]): readonly RelayRow[] {
  const other = rows.findIndex(({ site }) => site !== rows[0]!.site);
  return other < 0 ? rows : rows.slice(0, other);
}

export function toRelayRow(row: Record<string, unknown>): RelayRow {
  return {
    no: row.no as string,
    site: row.site as string | null,
    type: row.type as string,
    data: row.data as string,
    externalId: row.external_id as string | null,
    orderingKey: row.ordering_key as string | null,
    occurredAt: row.occurred_at as string,
  };
}

export function halves<T>(rows: readonly T[]): readonly (readonly T[])[] {
  const middle = rows.length >> 1;
  return [rows.slice(0, middle), rows.slice(middle)];
}

export interface SourceOptions {
  table: string;
  /** A name that no other batch has. */
  newBatchId(): string;
}
