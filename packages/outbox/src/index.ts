/** A transactional outbox, for PostgreSQL and SQLite. */
export { OutboxError, type OutboxEvent } from "./event.ts";
export { createOutbox, type Outbox, type OutboxOptions, outbox, type SyncOutbox } from "./outbox.ts";
export { DEFAULT_TABLE, postgresTable, sqliteTable } from "./table.ts";
export type { PostgresTransaction, SqliteTransaction } from "./transaction.ts";
