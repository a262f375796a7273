import type { Clock } from "../../model/ports.ts";
import type { Entry, Result } from "../journal-entry.ts";
import { StoreUnavailableError } from "../store.ts";
import { Batch, eventsOf, type Placed } from "./batch.ts";
import { type Database, type Tx, toStoreError } from "./database.ts";
import { type Days, dayOf } from "./days.ts";
import { type Proof, type Trace, wasCommitted } from "./doubt.ts";
import { isContended, isDayMissing, isEntrysOwn } from "./faults.ts";
import { moderationOf } from "./moderate.ts";
import { num, text } from "./rows.ts";
import { writeTogether } from "./segments.ts";
import { statement } from "./statement.ts";
import { TimeLimit } from "./time-limit.ts";
import type { TypeNames } from "./type-names.ts";

/** A batch is written so often: after a deadlock, on a connection that had died unnoticed. */
const TRIES = 4;
/** A database that has been silent for so long is not asked again. */
const SILENT_MS_MAX = 500;

export interface CommitterDeps {
  db: Database;
  days: Days;
  types: TypeNames;
  clock: Clock;
}

/** A batch whose COMMIT was sent, as long as it is not answered. */
interface Doubt {
  batch: Batch;
  trace: Trace;
}

/** Read when no change of the catalogue is under way: changes wait for commits, and commits for them. */
const OPENED = statement(
  `SELECT value AS version, pg_backend_pid() AS pid, now()::text AS started FROM meta WHERE key = 'catalogue_version'`,
);

/** Writes many entries in one durable transaction; each has a result of its own. */
export class Committer {
  readonly #deps: CommitterDeps;
  /** The catalogue's, as the last commit found it. */
  #version = 0;

  constructor(deps: CommitterDeps) {
    this.#deps = deps;
  }

  /**
   * Until the COMMIT is sent, whatever goes wrong leaves nothing behind: without it the transaction comes to nothing. From
   * then on only the database knows, and is asked until it answers.
   */
  async commit(entries: readonly Entry[]): Promise<readonly Result[]> {
    for (;;) {
      const outcome = await this.#write(entries);
      if (!("trace" in outcome)) return outcome;
      const { batch, trace } = outcome;
      // With nothing to know it by, it wrote nothing that it would not write again in the same way.
      const isDone = batch.proof !== null && (await this.#wasCommitted(trace, batch.proof));
      if (isDone) return batch.results;
    }
  }

  async #wasCommitted(trace: Trace, proof: Proof): Promise<boolean> {
    return wasCommitted(this.#deps.db, this.#deps.clock, trace, proof);
  }

  async #write(entries: readonly Entry[]): Promise<readonly Result[] | Doubt> {
    const { db, clock } = this.#deps;
    const startedAt = clock.monotonic();
    const limit = new TimeLimit(clock, db.options.answerMsMax);
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          return await this.#writeOnce(entries, limit);
        } catch (error) {
          const passedMs = clock.monotonic() - startedAt;
          if (tries === TRIES || limit.isOver || !this.#mayTryAgain(error, passedMs)) throw toStoreError(error);
        }
      }
    } finally {
      limit.end();
    }
  }

  #mayTryAgain(error: unknown, passedMs: number): boolean {
    if (isDayMissing(error)) {
      this.#deps.days.forget();
      return true;
    }
    return error instanceof StoreUnavailableError ? passedMs < SILENT_MS_MAX : isContended(error);
  }

  async #writeOnce(entries: readonly Entry[], limit: TimeLimit): Promise<readonly Result[] | Doubt> {
    const { db, days, types } = this.#deps;
    let committing: Doubt | null = null;
    try {
      await limit.within(types.learn(typesOf(entries)));
      await limit.within(days.ensure(daysOf(entries)));
      const writing = db.withWriter((tx) =>
        limit.on(tx, async () => {
          const doubt = await this.#writeBatch(tx, entries);
          limit.lift();
          committing = doubt;
          await tx.commit();
          return doubt.batch.results;
        }),
      );
      return await limit.within(writing);
    } catch (error) {
      const isAway = error instanceof StoreUnavailableError;
      if (committing !== null && (isAway || isContended(error))) return committing;
      throw isAway ? new StoreUnavailableError(error.message, "none", { cause: error.cause }) : error;
    }
  }

  async #writeBatch(tx: Tx, entries: readonly Entry[]): Promise<Doubt> {
    const { batch, trace, fault } = await this.#writeAhead(tx, entries);
    if (fault === null) return { batch, trace };
    if (isDayMissing(fault) || !isEntrysOwn(fault)) throw fault;
    await tx.script("ROLLBACK");
    const begun = await this.#begin(tx, entries.length);
    await writeApart(begun.batch, place(entries, begun.batch));
    return begun;
  }

  /**
   * Does not wait for the transaction to have begun: what it begins with tells the catalogue's version, and that is
   * nearly always the one known. Else everything is written again. Nothing of it can be written outside of the
   * transaction: BEGIN stands before all that could fail, and after a failure the server refuses the rest.
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

  async #begin(tx: Tx, count: number): Promise<Doubt> {
    const { db, types } = this.#deps;
    const opened = await db.beginCommit(tx, OPENED);
    const trace = { pid: num(opened, "pid"), startedAt: text(opened, "started") };
    return { trace, batch: new Batch(tx, types, num(opened, "version"), count) };
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
  const ofEvents = eventsOf(entry).flatMap(({ externalId, orderingKey }) => [externalId, orderingKey]);
  const ofItems = (moderationOf(entry)?.items ?? []).flatMap(({ item: { origin, author } }) => [
    origin.platform,
    origin.nativeId,
    origin.appMediaId,
    author.id,
  ]);
  return [...ofEvents, ...ofItems].some((text) => text?.includes("\0"));
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
    if (entry.kind === "receive" && entry.message.seq < 1n << 63n) yield dayOf(entry.message.seq);
    const more = entry.kind === "receive" ? entry.carried.length : 0;
    for (const { seq, targets } of eventsOf(entry)) {
      if (seq >= 1n << 63n) continue;
      yield dayOf(seq);
      const owed = targets.length + more;
      if (owed > 0) yield dayOf(seq + BigInt(owed) * 1024n);
    }
  }
}
