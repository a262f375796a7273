import type { CatalogueChange, ChangeResult } from "../../src/store/catalogue-rows.ts";
import type { Entry, NodeLease, Result } from "../../src/store/journal-entry.ts";
import type { Shared } from "../../src/store/shared.ts";
import type { ReadCore, Writes } from "../../src/store/sqlite/core.ts";
import { type Store, StoreError } from "../../src/store/store.ts";
import type { SharedState } from "./shared-state.ts";
import { type Line, type LineDeps, Thread } from "./thread.ts";
import { Wire } from "./wire.ts";

export interface SimulatedStoreDeps extends LineDeps {
  writes: Writes;
  reads: ReadCore;
  /** Null: one process has the store to itself. */
  state: SharedState | null;
  canListen: boolean;
  /** Sees every commit that is about to be carried out, */
  committing(entries: readonly Entry[]): void;
  /** and that was, whether or not anybody hears of it. */
  committed(entries: readonly Entry[], results: readonly Result[]): void;
}

export interface SimulatedStore {
  store: Store;
  /** The process died. */
  end(): void;
}

/** The real SQLite engine behind the asynchronous port, with seeded delays and faults. */
export function openSimulatedStore(deps: SimulatedStoreDeps): SimulatedStore {
  const { writes, state } = deps;
  // One process at a time has the file (store/sqlite/file-lock.ts): whoever had a lease is dead.
  if (state === null) writes.endLeases();
  const [writer, reader] = state === null ? [new Thread(deps), new Thread(deps)] : twice(new Wire(deps));
  const shared = state && openShared(deps, state, writer);
  return {
    store: {
      engine: "SQLite, simulated",
      shared: shared?.shared ?? null,
      ...writing(deps, writer),
      ...reading(deps.reads, reader),
      close: async () => undefined,
    },
    end() {
      writer.end();
      reader.end();
      shared?.end();
    },
  };
}

function twice<T>(one: T): [T, T] {
  return [one, one];
}

function writing({ writes, dice, mood, state, committing, committed }: SimulatedStoreDeps, line: Line) {
  const commit = (entries: readonly Entry[]): readonly Result[] => {
    committing(entries);
    const isRefused = entries.map(() => dice.chance(mood.refuses));
    const written = writes.commit(entries.filter((_, index) => !isRefused[index]));
    let next = 0;
    const refused = { kind: "refused", message: "The simulated store does not like it." } as const;
    const results = isRefused.map((is) => (is ? refused : written[next++]!));
    state?.committed(entries, results);
    committed(entries, results);
    return results;
  };
  const change = (wanted: CatalogueChange): ChangeResult => {
    const result = writes.change(wanted);
    if (result.kind === "changed") state?.notify();
    return result;
  };
  const renew = (...args: Parameters<Writes["renew"]>): boolean => {
    if (!mood.renews) throw new StoreError("The store is away.");
    return writes.renew(...args);
  };
  const leave = (node: NodeLease): void => {
    writes.leave(node);
    state?.notify();
  };
  return {
    commit: (entries) => line.call(() => commit(entries), true),
    join: (...args) => line.call(() => writes.join(...args)),
    renew: (...args) => line.call(() => renew(...args)),
    leave: (node) => line.call(() => leave(node)),
    reviewItem: (review) => line.call(() => writes.reviewItem(review)),
    note: (notes) => line.call(() => writes.note(notes)),
    freeDead: (...args) => line.call(() => writes.freeDead(...args)),
    change: (wanted) => line.call(() => change(wanted)),
    // Nothing gets old here; and a slice ends by the real clock.
    prune: () => line.call(() => false),
    writeFigures: (rows) => line.call(() => writes.writeFigures(rows)),
    pruneFigures: () => line.call(() => false),
    endDeleted: (...args) => line.call(() => writes.endDeleted(...args)),
  } satisfies Partial<Store>;
}

function reading(reads: ReadCore, line: Line) {
  return {
    loadCatalogue: () => line.call(() => reads.loadCatalogue()),
    readEvent: (...args) => line.call(() => reads.readEvent(...args)),
    listEvents: (...args) => line.call(() => reads.listEvents(...args)),
    readDelivery: (...args) => line.call(() => reads.readDelivery(...args)),
    deliveriesOf: (...args) => line.call(() => reads.deliveriesOf(...args)),
    listDeliveries: (...args) => line.call(() => reads.listDeliveries(...args)),
    attemptsOf: (...args) => line.call(() => reads.attemptsOf(...args)),
    webhooksAsOf: (...args) => line.call(() => reads.webhooksAsOf(...args)),
    readRevision: (...args) => line.call(() => reads.readRevision(...args)),
    readMessage: (...args) => line.call(() => reads.readMessage(...args)),
    listMessages: (...args) => line.call(() => reads.listMessages(...args)),
    messagesToReplay: (...args) => line.call(() => reads.messagesToReplay(...args)),
    notes: (...args) => line.call(() => reads.notes(...args)),
    owedLanes: (...args) => line.call(() => reads.owedLanes(...args)),
    readItem: (...args) => line.call(() => reads.readItem(...args)),
    findItem: (...args) => line.call(() => reads.findItem(...args)),
    listItems: (...args) => line.call(() => reads.listItems(...args)),
    itemsOfAuthor: (...args) => line.call(() => reads.itemsOfAuthor(...args)),
    reviewQueue: (...args) => line.call(() => reads.reviewQueue(...args)),
    readReview: (...args) => line.call(() => reads.readReview(...args)),
    readJob: (...args) => line.call(() => reads.readJob(...args)),
    jobsOf: (...args) => line.call(() => reads.jobsOf(...args)),
    listJobs: (...args) => line.call(() => reads.listJobs(...args)),
    jobsDue: (...args) => line.call(() => reads.jobsDue(...args)),
    decisionsOf: (...args) => line.call(() => reads.decisionsOf(...args)),
    listDecisions: (...args) => line.call(() => reads.listDecisions(...args)),
    enforcementsOf: (...args) => line.call(() => reads.enforcementsOf(...args)),
    enforcementsOwed: (...args) => line.call(() => reads.enforcementsOwed(...args)),
    readFigures: (...args) => line.call(() => reads.readFigures(...args)),
    readWebhookFigures: (...args) => line.call(() => reads.readWebhookFigures(...args)),
    countOwed: (...args) => line.call(() => reads.countOwed(...args)),
  } satisfies Partial<Store>;
}

function openShared(deps: SimulatedStoreDeps, state: SharedState, line: Line): { shared: Shared; end(): void } {
  const { life, mood, time, canListen } = deps;
  const listeners: Parameters<SharedState["listen"]>[0][] = [];
  const isAway = () => mood.awayUntil > time.monotonic();
  const shared: Shared = {
    canListen,
    listen(hear) {
      if (!canListen) return;
      // A connection that is lost is found to be lost, and made anew, only after a while; nobody depends on it.
      const listener = (delayMs: number) => void (isAway() || life.hear(delayMs, () => void (isAway() || hear())));
      listeners.push(listener);
      state.listen(listener);
    },
    news: (...args) => line.call(() => state.news(...args)),
    tell: (node, words) => line.call(() => state.tell(node, words)),
    takeDuty: (...args) => line.call(() => state.takeDuty(...args)),
    // Nothing is emitted here: that needs a database that applications write to.
    readOutbox: async () => [],
    // Nobody's classifier calls back.
    leaveLetter: async () => false,
    readLetter: async () => null,
    replyToLetter: async () => undefined,
  };
  return {
    shared,
    end() {
      for (const listener of listeners) state.unlisten(listener);
    },
  };
}
