import type { Clock } from "../../model/ports.ts";
import type { Entry, Result } from "../journal-entry.ts";
import { StoreError, StoreUnavailableError } from "../store.ts";
import { Batch, eventsOf, type Placed } from "./batch.ts";
import { type Database, type Tx, toStoreError } from "./database.ts";
import { type Days, dayOf } from "./days.ts";
import { type Trace, wasCommitted } from "./doubt.ts";
import { isContended, isDayMissing, isEntrysOwn } from "./faults.ts";
import { num, text } from "./rows.ts";
import { writeTogether } from "./segments.ts";
import type { TypeNames } from "./type-names.ts";

/** A batch is written again so often: after a deadlock, on a connection that had died unnoticed, when in doubt. */
const TRIES = 4;
/** A database that has been silent for so long is not asked again. */
const SILENT_MS_MAX = 500;

export interface CommitterDeps {
  db: Database;
  days: Days;
  types: TypeNames;
  clock: Clock;
}

/** Writes many entries in one durable transaction; each has a result of its own. */
export class Committer {
  readonly #deps: CommitterDeps;
  /** The catalogue's, as the last commit found it. */
  #version = 0;

  constructor(deps: CommitterDeps) {
    this.#deps = deps;
  }

  async commit(entries: readonly Entry[]): Promise<readonly Result[]> {
    const { clock } = this.#deps;
    const startedAt = clock.monotonic();
    for (let tries = 1; ; tries += 1) {
      try {
        const results = await this.#write(entries);
        if (results) return results;
      } catch (error) {
        const isLast = tries === TRIES || !(await this.#mayTryAgain(error, clock.monotonic() - startedAt));
        if (isLast) throw toStoreError(error);
      }
    }
  }

  async #mayTryAgain(error: unknown, passedMs: number): Promise<boolean> {
    if (isDayMissing(error)) this.#deps.days.forget();
    else if (error instanceof StoreUnavailableError) return error.written === "none" && passedMs < SILENT_MS_MAX;
    else return isContended(error);
    return true;
  }

  /** Undefined when it was not committed, and may be written again. */
  async #write(entries: readonly Entry[]): Promise<readonly Result[] | undefined> {
    const { db, days, types } = this.#deps;
    await types.learn(typesOf(entries));
    await days.ensure(daysOf(entries));
    let committing: { batch: Batch; trace: Trace } | undefined;
    try {
      return await db.withWriter(async (tx) => {
        let { batch, trace, fault } = await this.#writeAhead(tx, entries);
        if (fault !== null) {
          if (isDayMissing(fault) || !isEntrysOwn(fault)) throw fault;
          await tx.script("ROLLBACK");
          ({ batch, trace } = await this.#begin(tx, entries.length));
          await writeApart(batch, place(entries, batch));
        }
        committing = { batch, trace };
        await tx.script("COMMIT");
        return batch.results;
      });
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (committing === undefined) throw new StoreUnavailableError(error.message, "none", { cause: error.cause });
      return this.#lookUp(committing.batch, committing.trace, error);
    }
  }

  /**
   * Does not wait for the transaction to have begun: what it begins with tells the catalogue's version, and that is
   * nearly always the one known. Else everything is written again.
   */
  async #writeAhead(tx: Tx, entries: readonly Entry[]): Promise<{ batch: Batch; trace: Trace; fault: unknown }> {
    for (;;) {
      const beginning = this.#begin(tx, entries.length);
      const batch = new Batch(tx, this.#deps.types, this.#version, entries.length);
      // Both to their ends: a statement that came after the ROLLBACK would be a transaction of its own.
      const [begun, written] = await Promise.allSettled([beginning, writeTogether(batch, place(entries, batch))]);
      if (begun.status === "rejected") throw begun.reason;
      const { trace } = begun.value;
      this.#version = begun.value.batch.version;
      if (this.#version === batch.version) {
        return { batch, trace, fault: written.status === "rejected" ? written.reason : null };
      }
      await tx.script("ROLLBACK");
    }
  }

  async #begin(tx: Tx, count: number): Promise<{ batch: Batch; trace: Trace }> {
    const { db, types } = this.#deps;
    // Shared with other commits; a change of the catalogue waits for them, and they for it.
    const first = `${db.lock("catalogue", true)};
      SELECT value AS version, pg_backend_pid() AS pid, now()::text AS started FROM meta
      WHERE key = 'catalogue_version'`;
    const [opened] = await db.begin(tx, { isolation: "READ COMMITTED", first });
    const trace = { pid: num(opened!, "pid"), startedAt: text(opened!, "started") };
    return { trace, batch: new Batch(tx, types, num(opened!, "version"), count) };
  }

  async #lookUp(batch: Batch, trace: Trace, lost: StoreUnavailableError): Promise<readonly Result[] | undefined> {
    const { db, clock } = this.#deps;
    try {
      // With nothing to know it by, it wrote nothing that it would not write again in the same way.
      if (batch.proof === null) return undefined;
      return (await wasCommitted(db, clock, trace, batch.proof)) ? batch.results : undefined;
    } catch (cause) {
      if (!(cause instanceof StoreError)) throw cause;
      throw new StoreUnavailableError(lost.message, "unknown", { cause });
    }
  }
}

/** The entries that can be written; the rest are refused before they cost their neighbours anything. */
function place(entries: readonly Entry[], batch: Batch): Placed<Entry>[] {
  const placed: Placed<Entry>[] = [];
  for (const [index, entry] of entries.entries()) {
    if (hasNul(entry))
      batch.results[index] = { kind: "refused", message: "PostgreSQL keeps no text with a NUL in it." };
    else placed.push({ entry, index });
  }
  return placed;
}

function hasNul(entry: Entry): boolean {
  return eventsOf(entry).some(
    ({ externalId, orderingKey }) => externalId?.includes("\0") || orderingKey?.includes("\0"),
  );
}

/** Somebody's entry is at fault: halves it down to that one, and keeps the rest. */
async function writeApart(batch: Batch, entries: readonly Placed<Entry>[]): Promise<void> {
  if (entries.length === 0) return;
  const { proof, tx } = batch;
  await tx.script("SAVEPOINT part");
  try {
    await writeTogether(batch, entries);
    await tx.script("RELEASE SAVEPOINT part");
  } catch (error) {
    if (!isEntrysOwn(error)) throw error;
    batch.proof = proof;
    await tx.script("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
    const [only] = entries;
    if (entries.length === 1) {
      batch.results[only!.index] = { kind: "refused", message: (error as Error).message };
      return;
    }
    for (const part of split(entries)) await writeApart(batch, part);
  }
}

/** Settlements apart from the rest first, where their order allows it: a hostile answer is no business of new events. */
function split(entries: readonly Placed<Entry>[]): Placed<Entry>[][] {
  const isSettle = ({ entry }: Placed<Entry>) => entry.kind === "settle";
  const isByHand = ({ entry }: Placed<Entry>) => entry.kind === "cancel" || entry.kind === "retry";
  const settles = entries.filter(isSettle);
  if (settles.length > 0 && settles.length < entries.length && !entries.some(isByHand)) {
    return [settles, entries.filter((placed) => !isSettle(placed))];
  }
  const middle = entries.length >> 1;
  return [entries.slice(0, middle), entries.slice(middle)];
}

function* typesOf(entries: readonly Entry[]): Iterable<string> {
  for (const entry of entries) {
    if (entry.kind === "settle") yield entry.type;
    for (const event of eventsOf(entry)) yield event.type;
  }
}

/** The days of what is written: an event's deliveries may reach into the next. */
function* daysOf(entries: readonly Entry[]): Iterable<number> {
  for (const entry of entries) {
    if (entry.kind === "settle" && entry.attempt) yield dayOf(entry.attempt.seq);
    for (const { seq, targets } of eventsOf(entry)) {
      if (seq >= 1n << 63n) continue;
      yield dayOf(seq);
      if (targets.length > 0) yield dayOf(seq + BigInt(targets.length) * 1024n);
    }
  }
}
