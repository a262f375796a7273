/** What `export`, `import` and `migrate` have in common. */
import type { Database } from "../config/config.ts";
import { ConfigError, createConfig } from "../config/config.ts";
import { readEnvironment } from "../config/env.ts";
import { SETTINGS } from "../config/settings.ts";
import { DumpError } from "../moving/format.ts";
import { ReaderGoneError } from "../moving/sinks.ts";
import { StoreError, StoreUnavailableError } from "../store/store.ts";
import { isUsersToMend } from "./refusal.ts";
import type { End } from "./serve.ts";

export const DATABASE_OPTION = `--${SETTINGS.database.flag} <value>`;

/** The database of the flag, else of the variable. No other setting is looked at. Throws `ConfigError`. */
export function databaseOf(flag: string | undefined): Database {
  const { flag: name, env } = SETTINGS.database;
  return createConfig({ flags: { [name]: flag }, env: { [env]: readEnvironment()[env] } }).database;
}

/** How a database is called on the screen, without its password. */
export function nameOf(database: Database): string {
  return database.kind === "postgres" ? database.shownAs : database.file;
}

/** The answer to a commit may be what was lost. */
const DOUBT = "If that was at the very end, all of it has happened: the same command, given again, then says so.";

/** SQLite's own errors carry this code. */
const SQLITE_ERROR = "ERR_SQLITE_ERROR";

/**
 * Ends with one line where there is no more to say: 2 for what the user can mend, 130 when it was interrupted, else 1.
 * `then` is added to it: what has not happened.
 */
export async function orSay(end: End, then: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new InterruptedError("Interrupted."));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, interrupt);
  try {
    await work(interrupted.signal);
  } catch (error) {
    const why: unknown = interrupted.signal.aborted ? interrupted.signal.reason : error;
    const code = exitCodeOf(why);
    if (code === undefined) throw error;
    const isDoubtful = error instanceof StoreUnavailableError && error.written === "unknown";
    const sentence = (why as Error).message.replace(/[^.]$/, "$&.");
    process.stderr.write(`tabellary: ${sentence} ${isDoubtful ? DOUBT : then}\n`);
    end(code);
  }
}

class InterruptedError extends Error {
  readonly code = "interrupted";
}

function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof InterruptedError) return 130;
  if (isUsersToMend(error) || error instanceof DumpError) return 2;
  const isKnown = error instanceof StoreError || error instanceof ReaderGoneError;
  return isKnown || (error as { code?: string }).code === SQLITE_ERROR ? 1 : undefined;
}

/** Of the file that `--file` names. */
export function fileError(path: string, cause: unknown): ConfigError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why = code === "EEXIST" ? "it is there already, and a dump is not written over another" : message;
  return new ConfigError(`--file names ${path}, but it cannot be used: ${why}.`, { cause });
}
