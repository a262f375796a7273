import type { DatabaseSync } from "node:sqlite";
import type { Lease } from "../../src/engine/lease.ts";
import type { Engine } from "../../src/engine/requests.ts";
import type { Entry, Result } from "../../src/store/journal-entry.ts";
import type { ReadCore, Writes } from "../../src/store/sqlite/core.ts";
import { type Store, StoreError } from "../../src/store/store.ts";
import { Dice } from "./dice.ts";
import { type SimulatedHub, startSimulatedHub } from "./hub.ts";
import { Life, type Machine } from "./life.ts";
import type { Receivers, SimulatedEgress } from "./receivers.ts";
import type { SharedState } from "./shared-state.ts";
import { openSimulatedStore, type SimulatedStore } from "./simulated-store.ts";
import { goodMood } from "./thread.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Witness } from "./witness.ts";

/** Ways to break the hub from outside, to see that it is noticed. */
export interface Breakage {
  breakStore?: (store: Store) => Store;
  breakWrites?: (writes: Writes, db: DatabaseSync) => Writes;
  breakEngine?: (engine: Engine) => Engine;
  breakLease?: (lease: Lease) => void;
  breakEgress?: (egress: SimulatedEgress) => SimulatedEgress;
}

/** What all nodes stand in. */
export interface Surroundings extends Breakage {
  seed: number;
  time: VirtualTime;
  witness: Witness;
  receivers: Receivers;
  writes: Writes;
  reads: ReadCore;
  state: SharedState | null;
  canListen: boolean;
  sweeps: boolean;
  concurrency: number;
  failingAfter: number;
  /** Numbers the lives of all nodes. */
  nextLife(): number;
}

export interface NodeOptions {
  name: string;
  machine: Machine;
  /** For when it is started again. */
  dice: Dice;
  delivers: boolean;
}

/** One machine with one process after another. */
export class SimulatedNode {
  readonly name: string;
  readonly machine: Machine;
  readonly mood = goodMood();
  /** There when it takes requests. */
  hub: SimulatedHub | null = null;
  life: Life;
  /** When, by the virtual monotonic clock, the last known trouble of this node ended or will end. */
  troubledUntil = 0;
  readonly #around: Surroundings;
  readonly #options: NodeOptions;
  #store: SimulatedStore | null = null;

  constructor(around: Surroundings, options: NodeOptions) {
    this.#around = around;
    this.#options = options;
    this.name = options.name;
    this.machine = options.machine;
    this.life = new Life(0, around.time, this.machine);
    this.life.end();
  }

  /** Starts a process; `hub` is there when it takes requests. */
  start(): void {
    if (!this.life.isOver) return;
    const { time, witness } = this.#around;
    const life = new Life(this.#around.nextLife(), time, this.machine);
    this.life = life;
    this.#store = null;
    witness.note(`start life ${life.number}${this.name}`);
    this.trouble(5_000);
    // Or when the machine wakes.
    life.hear(0, () => {
      this.#startHub(life).then(
        (hub) => {
          if (life.isOver) return;
          this.hub = hub;
          this.trouble(5_000);
        },
        (error) => this.#notStarted(life, error),
      );
    });
  }

  #startHub(life: Life): Promise<SimulatedHub> {
    const crash = () => {
      if (!life.isOver) this.crash();
    };
    const around = this.#around;
    const { seed, witness } = around;
    const storeDice = new Dice(seed, 1000 + life.number);
    const dice = new Dice(seed, 2000 + life.number);
    const seen = {
      committing: (entries: readonly Entry[]) => witness.committing(entries),
      committed: (entries: readonly Entry[], results: readonly Result[]) => witness.commit(entries, results),
    };
    this.#store = openSimulatedStore({ ...around, ...seen, dice: storeDice, life, mood: this.mood, crash });
    const store = around.breakStore?.(this.#store.store) ?? this.#store.store;
    return startSimulatedHub({
      ...around,
      life,
      store,
      dice,
      crash,
      delivers: this.#options.delivers,
      troubledUntil: () => this.troubledUntil,
      breakEngine: around.breakEngine ?? ((engine) => engine),
      breakLease: around.breakLease ?? (() => undefined),
      breakEgress: around.breakEgress ?? ((egress) => egress),
    });
  }

  /** A store that nodes share may be away: the process ends, and is started again. */
  #notStarted(life: Life, error: Error): void {
    if (life.isOver) return;
    const { state, witness } = this.#around;
    if (state !== null && error instanceof StoreError) this.crash();
    else witness.fail("start", `life ${life.number} did not start: ${error.stack}`);
  }

  /** The process is killed: all that it had in memory is gone. It is started again after a while. */
  crash(): void {
    if (this.life.isOver) return;
    this.#around.witness.note(`crash of life ${this.life.number}`);
    this.#end();
  }

  /** The process is asked to end, and started again. */
  async stop(): Promise<void> {
    const { hub, life } = this;
    if (hub === null) return;
    this.#around.witness.note(`stop life ${life.number}`);
    this.hub = null;
    this.trouble(30_000);
    await hub.stop();
    if (!life.isOver) this.#end();
  }

  #end(): void {
    const { dice } = this.#options;
    this.hub = null;
    this.life.end();
    this.#store?.end();
    this.trouble(90_000);
    this.#around.time.after(dice.chance(0.8) ? dice.between(5, 2_000) : dice.between(2_000, 60_000), () =>
      this.start(),
    );
  }

  /** For so long, and a while after, this node may be behind the others. */
  trouble(ms: number): void {
    this.troubledUntil = Math.max(this.troubledUntil, this.#around.time.monotonic() + ms);
  }
}
