import type { Clock } from "../../model/ports.ts";
import type { Shared } from "../shared.ts";
import type { Store } from "../store.ts";
import { loadCatalogue } from "./catalogue.ts";
import { change } from "./change.ts";
import { Committer } from "./commit.ts";
import { Database, type DatabaseOptions, type Tx, toStoreError } from "./database.ts";
import { Days } from "./days.ts";
import { deliveriesOf, listDeliveries, readDelivery } from "./delivery-reads.ts";
import { checkDurability, readServerVersion } from "./durability.ts";
import { countOwed, FiguresPruning, readFigures, readWebhookFigures, writeFigures } from "./figures.ts";
import { findItem, itemsOfAuthor, listItems, readItem, reviewQueue } from "./item-reads.ts";
import {
  decisionsOf,
  enforcementsOf,
  enforcementsOwed,
  jobsDue,
  jobsOf,
  listDecisions,
  listJobs,
  readJob,
} from "./job-reads.ts";
import { listMessages, messagesToReplay, readMessage } from "./message-reads.ts";
import { migrate } from "./migrate.ts";
import { assertNotMoved } from "./moved.ts";
import { Nodes } from "./nodes.ts";
import { readNotes, writeNotes } from "./notes.ts";
import { isPooled } from "./pooler.ts";
import { Pruning } from "./prune.ts";
import { attemptsOf, listEvents, owedLanes, readEvent, readRevision, webhooksAsOf } from "./reads.ts";
import { readReview, reviewItem } from "./reviews.ts";
import { num } from "./rows.ts";
import { createShared } from "./shared.ts";
import { statement } from "./statement.ts";
import { TypeNames } from "./type-names.ts";

export interface PostgresStoreOptions extends Partial<Omit<DatabaseOptions, "url">> {
  clock: Clock;
}

/** Several nodes on one database: what a single process need not ask. */
export interface PostgresStore extends Store {
  readonly shared: Shared;
  /** Such as `18.1`. */
  readonly serverVersion: string;
  /**
   * The database's wall time, in milliseconds since 1970. Every `now` and `due` that nodes hand in is compared with
   * those of others: a node whose clock differs must go by this one.
   */
  databaseTime(): Promise<number>;
}

export const DEFAULTS: Omit<DatabaseOptions, "url"> = {
  schema: "tabellary",
  answerMsMax: 1_500,
  preparesStatements: true,
  mayLoseCommits: false,
};
const SCHEMA = /^[a-z_][a-z0-9_]{0,47}$/;

const TIME = statement("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS time");

/**
 * Opens the database at `url` (`postgres://…`) and brings its schema up to date. Throws `NotDurableError` for a server
 * that does not sync, `SchemaTooNewError` for one that a newer version has used, `StoreMovedError` for one that was
 * exported, `StoreError` where it cannot be reached.
 */
export async function openPostgresStore(url: string, options: PostgresStoreOptions): Promise<PostgresStore> {
  const { clock, ...given } = options;
  const isDirect = !(await isPooled(url, given.answerMsMax ?? DEFAULTS.answerMsMax));
  const db = new Database({ ...DEFAULTS, preparesStatements: isDirect, ...given, url });
  if (!SCHEMA.test(db.options.schema)) throw new RangeError(`${db.options.schema} is no name for a schema.`);
  try {
    await checkDurability(db);
    await migrate(db);
    await assertNotMoved(db);
    const days = new Days(db);
    await days.makeAhead();
    return createStore(
      { db, days, clock, shared: createShared({ db, clock, canListen: isDirect }) },
      await readServerVersion(db),
    );
  } catch (error) {
    await db.close();
    throw error;
  }
}

interface StoreDeps {
  db: Database;
  days: Days;
  clock: Clock;
  shared: Shared & { close(): void };
}

function createStore({ db, days, clock, shared }: StoreDeps, serverVersion: string): PostgresStore {
  const committer = new Committer({ db, days, types: new TypeNames(db), clock });
  const nodes = new Nodes(db);
  const pruning = new Pruning(db, days);
  const figuresPruning = new FiguresPruning(db);
  const read = <A extends readonly unknown[], T>(work: (tx: Tx, ...args: A) => Promise<T>) =>
    orStoreError((...args: A) => db.read((tx) => work(tx, ...args)));
  return {
    serverVersion,
    engine: `PostgreSQL ${serverVersion}`,
    shared,
    databaseTime: orStoreError(async () => num((await db.withWriter((tx) => tx.one(TIME)))!, "time")),
    commit: (entries) => committer.commit(entries),
    join: orStoreError((now, ttlMs) => nodes.join(now, ttlMs)),
    renew: orStoreError((node, now, ttlMs) => nodes.renew(node, now, ttlMs)),
    leave: orStoreError((node) => nodes.leave(node)),
    freeDead: orStoreError((now, after) => nodes.freeDead(now, after)),
    change: orStoreError((wanted) => change(db, wanted)),
    note: orStoreError((notes) => db.transact((tx) => writeNotes(tx, notes))),
    reviewItem: orStoreError((review) => db.transact((tx) => reviewItem(tx, review))),
    prune: orStoreError((before, idempotencyBefore, limit) => pruning.prune(before, idempotencyBefore, limit)),
    writeFigures: orStoreError((rows) => db.transact((tx) => writeFigures(tx, rows))),
    pruneFigures: orStoreError((past, limit) => figuresPruning.prune(past, limit)),
    endDeleted: orStoreError((webhookNo, now, limit) => pruning.endDeleted(webhookNo, now, limit)),
    loadCatalogue: read(loadCatalogue),
    readEvent: read(readEvent),
    listEvents: read(listEvents),
    readDelivery: read(readDelivery),
    deliveriesOf: read(deliveriesOf),
    listDeliveries: read(listDeliveries),
    attemptsOf: read(attemptsOf),
    webhooksAsOf: read(webhooksAsOf),
    readRevision: read(readRevision),
    readMessage: read(readMessage),
    listMessages: read(listMessages),
    messagesToReplay: read(messagesToReplay),
    notes: read(readNotes),
    owedLanes: read(owedLanes),
    readItem: read(readItem),
    findItem: read(findItem),
    listItems: read(listItems),
    itemsOfAuthor: read(itemsOfAuthor),
    reviewQueue: read(reviewQueue),
    readReview: read(readReview),
    readJob: read(readJob),
    jobsOf: read(jobsOf),
    listJobs: read(listJobs),
    jobsDue: orStoreError((now, limit) => jobsDue(db, now, limit)),
    decisionsOf: read(decisionsOf),
    listDecisions: read(listDecisions),
    enforcementsOf: read(enforcementsOf),
    enforcementsOwed: read(enforcementsOwed),
    readFigures: read(readFigures),
    readWebhookFigures: read(readWebhookFigures),
    countOwed: read(countOwed),
    async close() {
      shared.close();
      await db.close();
    },
  };
}

/** Whatever went wrong, the caller hears it as the store's. */
function orStoreError<A extends readonly unknown[], T>(work: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      throw toStoreError(error);
    }
  };
}
