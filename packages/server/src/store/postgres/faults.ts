/** Whose fault an error is: the connection's, a neighbour's transaction, the entry's own, or the database's. */
import pg from "pg";

/** The connection failed, or the server is going away: nothing more comes of it. */
export class ConnectionLostError extends Error {
  readonly code = "connection_lost";
}

/** Conditions (SQLSTATE) in which the server does not serve, for now (postgresql.org/docs/current/errcodes-appendix.html). */
const AWAY: ReadonlySet<string> = new Set([
  "25006", // read-only: a standby that has not been promoted
  "25P03", // this process stood still in the middle of a transaction
  "57P01", // being shut down, or this connection was ended
  "57P02", // crashed
  "57P03", // starting
  "57P05", // idle too long
]);
/** The connection's fault; out of something (connections, memory, disk); the system's fault (input and output). */
const AWAY_CLASSES: ReadonlySet<string> = new Set(["08", "53", "58"]);
/** Serialization, deadlock, lock not available, ended by an administrator's time limit: the same again will do. */
const CONTENDED: ReadonlySet<string> = new Set(["40001", "40P01", "55P03", "57014"]);
/** Data exception, and a key that is taken. */
const ENTRY_CLASSES: ReadonlySet<string> = new Set(["22", "23"]);
const NO_PARTITION = "23514";
const NO_TABLE = "42P01";
const IN_FAILED_TRANSACTION = "25P02";

/** What `pg` throws, sorted: whatever the server did not say itself is the connection's. */
export function toFault(error: unknown): Error {
  if (!(error instanceof pg.DatabaseError)) {
    return new ConnectionLostError((error as Error).message, { cause: error });
  }
  const code = error.code ?? "";
  if (AWAY.has(code) || AWAY_CLASSES.has(code.slice(0, 2))) {
    return new ConnectionLostError(error.message, { cause: error });
  }
  return error;
}

/** For people. A name with several addresses fails with an error for each, and no words of its own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(reasonOf).join(", ");
  return (error as Error).message;
}

/** Another statement of the transaction failed before, and that one's error tells why. */
export function isAftermath(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === IN_FAILED_TRANSACTION;
}

export function isContended(error: unknown): boolean {
  return error instanceof pg.DatabaseError && CONTENDED.has(error.code ?? "");
}

/** The day it belongs to has no tables: they were dropped since this process made them (days.ts). */
export function isDayMissing(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return (error.code === NO_PARTITION && error.constraint === undefined) || error.code === NO_TABLE;
}

/** A value out of range is found before it is sent. */
export function isEntrysOwn(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  return error instanceof pg.DatabaseError && ENTRY_CLASSES.has((error.code ?? "").slice(0, 2));
}
