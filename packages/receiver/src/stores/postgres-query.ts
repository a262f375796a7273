/** A question to a PostgreSQL that may be away. */
import { type Clock, systemClock } from "../clock.ts";
import { StoreUnavailableError } from "../errors.ts";

/**
 * A `pg.Pool`, or whatever else asks a PostgreSQL: a pool that reconnects by itself, outside of any transaction of the
 * application's. Nothing here keeps a connection, so a pooler in transaction mode may stand in between.
 */
export interface PostgresClient {
  query(text: string, values: unknown[]): Promise<{ rows: readonly unknown[] }>;
}

export interface PostgresStoreOptions {
  /** With its schema, where it has one: `webhooks.dedupe`. Default: `tabellary_` and what it holds. */
  table?: string;
  /** A database that has not answered in this time is away. Default: 5,000. */
  answerMsMax?: number;
  clock?: Clock;
}

/** Asks by the name of a statement. @throws StoreUnavailableError */
export type AskPostgres<Name extends string> = (name: Name, values: unknown[]) => Promise<readonly unknown[]>;

export function askPostgres<Name extends string>(
  client: PostgresClient,
  statements: Readonly<Record<Name, string>>,
  { answerMsMax = 5_000, clock = systemClock }: PostgresStoreOptions,
): AskPostgres<Name> {
  return async (name, values) => {
    const late = Promise.withResolvers<never>();
    const timer = clock.after(answerMsMax, () => late.reject(new Error(`no answer in ${answerMsMax} ms`)));
    try {
      return (await Promise.race([client.query(statements[name], values), late.promise])).rows;
    } catch (error) {
      const isMissing = (error as { code?: unknown } | null)?.code === "42P01";
      const wayOut = isMissing ? " Call install() at start, or run its `schema` in a migration." : "";
      const message = `The PostgreSQL store could not ${name}: ${String(error)}.${wayOut}`;
      throw new StoreUnavailableError(message, { cause: error });
    } finally {
      timer.cancel();
    }
  };
}

const TABLE = /^[a-z_][a-z0-9_]{0,50}(?:\.[a-z_][a-z0-9_]{0,50})?$/;

/** @throws RangeError when it is none */
export function readTable(table: string): string {
  if (TABLE.test(table)) return table;
  throw new RangeError(`"${table}" is no table here: write lower case, digits and _, such as "webhooks.dedupe".`);
}

/** An advisory lock of our own: two who create one table at once would hinder each other. */
export const INSTALL_LOCK = 7_161_953_402;
