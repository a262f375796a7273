import { DatabaseSync } from "node:sqlite";
import type { Engine } from "../../src/engine/requests.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import type { Store } from "../../src/store/store.ts";
import { Dice } from "./dice.ts";
import { type SimulatedHub, startSimulatedHub } from "./hub.ts";
import { Life } from "./life.ts";
import { Receivers } from "./receivers.ts";
import { openSimulatedStore, type SimulatedStore, type StoreMood } from "./simulated-store.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Witness } from "./witness.ts";

/** Ways to break the hub from outside, to see that it is noticed. */
export interface Breakage {
  breakStore?: (store: Store, dice: Dice) => Store;
  breakEngine?: (engine: Engine) => Engine;
}

export interface WorldOptions extends Breakage {
  seed: number;
  isVerbose?: boolean;
  concurrency: number;
  failingAfter: number;
}

/** One database, the receivers, and one process after another. */
export class World {
  readonly dice: Dice;
  readonly time: VirtualTime;
  readonly witness: Witness;
  readonly receivers: Receivers;
  readonly mood: StoreMood = { latencyMs: 3, refuses: 0, crashes: 0, fails: 0, renews: true };
  readonly db = new DatabaseSync(":memory:");
  hub: SimulatedHub | null = null;
  life: Life;
  readonly #options: WorldOptions;
  #store: SimulatedStore | null = null;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.dice = new Dice(options.seed);
    const ties = new Dice(options.seed, 1);
    this.time = new VirtualTime(Date.UTC(2026, 0, 1), () => ties.float());
    migrate(this.db);
    this.witness = new Witness(this.db, this.time, options.isVerbose ?? false);
    const { time, witness } = this;
    this.receivers = new Receivers({ time, witness, dice: new Dice(options.seed, 2), crash: () => this.crash() });
    this.life = new Life(0, time);
    this.life.end();
  }

  /** Starts a process; `hub` is there when it takes requests. */
  start(): void {
    if (!this.life.isOver) return;
    const { seed, concurrency, failingAfter, breakStore, breakEngine } = this.#options;
    const { time, mood, db, witness, receivers } = this;
    const life = new Life(this.life.number + 1, time);
    const crash = () => {
      if (!life.isOver) this.crash();
    };
    this.life = life;
    witness.note(`start life ${life.number}`);
    const storeDice = new Dice(seed, 1000 + life.number);
    const committed = witness.commit.bind(witness);
    this.#store = openSimulatedStore({ db, time, dice: storeDice, life, mood, crash, committed });
    const store = breakStore?.(this.#store.store, storeDice) ?? this.#store.store;
    const dice = new Dice(seed, 2000 + life.number);
    const parts = { life, store, receivers, dice, witness, concurrency, failingAfter, crash };
    startSimulatedHub({ ...parts, breakEngine: breakEngine ?? ((engine) => engine) }).then(
      (hub) => {
        if (!life.isOver) this.hub = hub;
      },
      (error) => witness.fail("start", `life ${life.number} did not start: ${error.stack}`),
    );
  }

  /** The process is killed: all that it had in memory is gone. It is started again after a while. */
  crash(): void {
    if (this.life.isOver) return;
    this.witness.note(`crash of life ${this.life.number}`);
    this.hub = null;
    this.life.end();
    this.#store!.end();
    this.time.after(this.dice.chance(0.8) ? this.dice.between(5, 2_000) : this.dice.between(2_000, 60_000), () =>
      this.start(),
    );
  }
}
