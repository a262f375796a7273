import { DatabaseSync } from "node:sqlite";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { Dice } from "./dice.ts";
import { Machine } from "./life.ts";
import { type Breakage, SimulatedNode, type Surroundings } from "./node.ts";
import { Receivers } from "./receivers.ts";
import { SharedState } from "./shared-state.ts";
import { VirtualTime } from "./virtual-time.ts";
import { Witness } from "./witness.ts";

export interface WorldOptions extends Breakage {
  seed: number;
  isVerbose?: boolean;
  concurrency: number;
  failingAfter: number;
  /** How many nodes there are. One has the store to itself. */
  nodes: number;
  /** Whether one of several nodes takes events only. */
  hasApiNode: boolean;
  /** Whether a shared store can be listened to. */
  canListen: boolean;
  /** Whether what is owed is looked for now and then, without a reason. */
  sweeps: boolean;
}

/** One database, the receivers, and machines with one process after another. */
export class World {
  readonly dice: Dice;
  readonly time: VirtualTime;
  readonly witness: Witness;
  readonly receivers: Receivers;
  readonly db = new DatabaseSync(":memory:");
  /** Null where one process has the store to itself. */
  readonly state: SharedState | null;
  readonly nodes: readonly SimulatedNode[];
  #lives = 0;

  constructor(options: WorldOptions) {
    const { seed } = options;
    this.dice = new Dice(seed);
    const ties = new Dice(seed, 1);
    this.time = new VirtualTime(Date.UTC(2026, 0, 1), () => ties.float());
    migrate(this.db);
    const { time } = this;
    const isShared = options.nodes > 1;
    this.witness = new Witness(this.db, time, { isVerbose: options.isVerbose ?? false, isShared });
    this.receivers = new Receivers({ time, witness: this.witness, dice: new Dice(seed, 2) });
    this.state = isShared ? new SharedState(this.db, time, new Dice(seed, 3)) : null;
    const around = this.#surroundings(options);
    this.nodes = Array.from({ length: options.nodes }, (_, index) => {
      const machine = new Machine(time, isShared ? this.dice.between(-600_000, 600_000) : 0);
      const delivers = !(options.hasApiNode && index === 1);
      const name = isShared ? ` of node ${index}${delivers ? "" : " (api)"}` : "";
      return new SimulatedNode(around, { name, machine, dice: this.dice, delivers });
    });
  }

  get lives(): number {
    return this.#lives;
  }

  #surroundings(options: WorldOptions): Surroundings {
    const { time, witness, receivers, state, db } = this;
    const nextLife = () => {
      this.#lives += 1;
      return this.#lives;
    };
    const writes = createWrites(db);
    const broken = options.breakWrites?.(writes, db) ?? writes;
    return { ...options, time, witness, receivers, state, writes: broken, reads: createReads(db), nextLife };
  }

  /** The nodes that take requests now. */
  get up(): SimulatedNode[] {
    return this.nodes.filter(({ hub }) => hub !== null);
  }

  end(): void {
    for (const { life } of this.nodes) life.end();
    this.db.close();
  }
}
