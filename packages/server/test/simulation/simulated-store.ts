import type { DatabaseSync } from "node:sqlite";
import type { Entry, Result } from "../../src/store/journal-entry.ts";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { type Store, StoreError } from "../../src/store/store.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How the store behaves at present. */
export interface StoreMood {
  /** Milliseconds that a call takes, at most. */
  latencyMs: number;
  /** Probability that one entry of a commit is refused. */
  refuses: number;
  /** Probability that a call is not answered because the process dies: before it is carried out, or after. */
  crashes: number;
  /** Probability that a commit fails as a whole: carried out or not, nobody knows. */
  fails: number;
  /** Whether leases are renewed: a store that is away for a while. */
  renews: boolean;
}

export interface SimulatedStoreDeps {
  db: DatabaseSync;
  time: VirtualTime;
  dice: Dice;
  life: Life;
  mood: StoreMood;
  crash(): void;
  /** Sees every commit that was carried out, whether or not anybody hears of it. */
  committed(entries: readonly Entry[], results: readonly Result[]): void;
}

interface Call {
  run: () => unknown;
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  canFail: boolean;
}

/** A thread of the store: carries out in order what is posted to it, and answers in that order. */
class Thread {
  readonly #deps: SimulatedStoreDeps;
  readonly #posted: Call[] = [];
  readonly #answers: (() => void)[] = [];
  #busyUntil = 0;
  #answersUntil = 0;

  constructor(deps: SimulatedStoreDeps) {
    this.#deps = deps;
  }

  call<T>(run: () => T, canFail = false): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const { time, life } = this.#deps;
      if (life.isOver) return;
      this.#posted.push({ run, resolve: resolve as Call["resolve"], reject, canFail });
      this.#busyUntil = Math.max(this.#busyUntil, time.monotonic()) + this.#latency();
      time.after(this.#busyUntil - time.monotonic(), () => this.#carryOut());
    });
  }

  /** The process dies: what the thread has begun with is still done, from the front of the queue. */
  end(): void {
    const { dice } = this.#deps;
    const done = dice.below(this.#posted.length + 1);
    for (const call of this.#posted.slice(0, done)) quietly(call.run);
    this.#posted.length = 0;
  }

  #carryOut(): void {
    const { dice, life, mood, crash } = this.#deps;
    if (life.isOver) return;
    if (dice.chance(mood.crashes)) {
      crash();
      return;
    }
    const call = this.#posted.shift()!;
    if (call.canFail && dice.chance(mood.fails)) {
      if (dice.chance(0.5)) quietly(call.run);
      this.#answer(() => call.reject(new StoreError("The simulated disk failed.")));
      return;
    }
    const outcome = attempted(call.run);
    if (dice.chance(mood.crashes)) crash();
    else this.#answer(() => ("error" in outcome ? call.reject(outcome.error) : call.resolve(outcome.value)));
  }

  #answer(answer: () => void): void {
    const { time, life } = this.#deps;
    this.#answers.push(answer);
    this.#answersUntil = Math.max(this.#answersUntil, time.monotonic()) + this.#latency();
    life.after(this.#answersUntil - time.monotonic(), () => this.#answers.shift()!());
  }

  #latency(): number {
    const { dice, mood } = this.#deps;
    return dice.below(mood.latencyMs + 1);
  }
}

export interface SimulatedStore {
  store: Store;
  /** The process died. */
  end(): void;
}

/** The real SQLite engine behind the asynchronous port, with seeded delays and faults. */
export function openSimulatedStore(deps: SimulatedStoreDeps): SimulatedStore {
  const { db, dice, mood } = deps;
  // One process at a time has the file (store/sqlite/file-lock.ts): whoever had a lease is dead.
  const writes = createWrites(db);
  writes.endLeases();
  const reads = createReads(db);
  const writer = new Thread(deps);
  const reader = new Thread(deps);

  const commit = (entries: readonly Entry[]): readonly Result[] => {
    const isRefused = entries.map(() => dice.chance(mood.refuses));
    const written = writes.commit(entries.filter((_, index) => !isRefused[index]));
    let next = 0;
    const refused = { kind: "refused", message: "The simulated store does not like it." } as const;
    const results = isRefused.map((is) => (is ? refused : written[next++]!));
    deps.committed(entries, results);
    return results;
  };

  const store: Store = {
    engine: "SQLite, simulated",
    shared: null,
    commit: (entries) => writer.call(() => commit(entries), true),
    join: (...args) => writer.call(() => writes.join(...args)),
    renew: (...args) =>
      mood.renews ? writer.call(() => writes.renew(...args)) : Promise.reject(new StoreError("The store is away.")),
    leave: (...args) => writer.call(() => writes.leave(...args)),
    freeDead: (...args) => writer.call(() => writes.freeDead(...args)),
    change: (...args) => writer.call(() => writes.change(...args)),
    prune: (...args) => writer.call(() => writes.prune(...args)),
    endDeleted: (...args) => writer.call(() => writes.endDeleted(...args)),
    loadCatalogue: () => reader.call(() => reads.loadCatalogue()),
    readEvent: (...args) => reader.call(() => reads.readEvent(...args)),
    listEvents: (...args) => reader.call(() => reads.listEvents(...args)),
    readDelivery: (...args) => reader.call(() => reads.readDelivery(...args)),
    deliveriesOf: (...args) => reader.call(() => reads.deliveriesOf(...args)),
    listDeliveries: (...args) => reader.call(() => reads.listDeliveries(...args)),
    attemptsOf: (...args) => reader.call(() => reads.attemptsOf(...args)),
    webhooksAsOf: (...args) => reader.call(() => reads.webhooksAsOf(...args)),
    readRevision: (...args) => reader.call(() => reads.readRevision(...args)),
    owedLanes: (...args) => reader.call(() => reads.owedLanes(...args)),
    close: async () => undefined,
  };
  return {
    store,
    end() {
      writer.end();
      reader.end();
    },
  };
}

function attempted(run: () => unknown): { value: unknown } | { error: Error } {
  try {
    return { value: run() };
  } catch (error) {
    return { error: error as Error };
  }
}

/** What fails in a process that is dying is heard by nobody. */
function quietly(run: () => unknown): void {
  attempted(run);
}
