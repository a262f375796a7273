import type { Dice } from "./dice.ts";
import type { SimulatedNode } from "./node.ts";
import { NOTICES } from "./shared-state.ts";
import { goodMood } from "./thread.ts";
import type { World } from "./world.ts";

/** A node that comes to again needs this long to know all that the others know. */
const CATCH_UP_MS = 20_000;

/** What goes wrong around the hub, at random nodes; and the end of it. */
export class Troubles {
  readonly #world: World;
  readonly #dice: Dice;

  constructor(world: World) {
    this.#world = world;
    this.#dice = world.dice;
  }

  /** Everything is well from now on, but for who is frozen or has crashed, and will come to. */
  end(): void {
    const { nodes, receivers } = this.#world;
    for (const { mood } of nodes) Object.assign(mood, { ...goodMood(), latencyMs: 2 });
    Object.assign(receivers, { crashes: 0, connectsSlowly: 0, freezes: 0, isHealed: true });
  }

  crash(): void {
    this.#node().crash();
  }

  crashSoon(): void {
    const { receivers } = this.#world;
    if (this.#dice.chance(0.5)) {
      const { mood } = this.#node();
      this.#forAWhile(
        () => (mood.crashes = 0.1),
        () => (mood.crashes = 0),
      );
      return;
    }
    this.#forAWhile(
      () => (receivers.crashes = 0.3),
      () => (receivers.crashes = 0),
    );
  }

  stop(): void {
    const node = this.#node();
    if (node.hub !== null) void node.stop();
  }

  slowStore(): void {
    const node = this.#node();
    node.trouble(4_000 + CATCH_UP_MS);
    this.#forAWhile(
      () => (node.mood.latencyMs = 800),
      () => (node.mood.latencyMs = 3),
    );
  }

  pickyStore(): void {
    const { mood } = this.#node();
    this.#forAWhile(
      () => (mood.refuses = 0.3),
      () => (mood.refuses = 0),
    );
  }

  failingStore(): void {
    const { mood } = this.#node();
    this.#forAWhile(
      () => (mood.fails = 0.3),
      () => (mood.fails = 0),
    );
  }

  /** Leases are not renewed. */
  deafStore(): void {
    const { mood } = this.#node();
    const ms = this.#dice.between(5_000, 60_000);
    mood.renews = false;
    this.#world.time.after(ms, () => (mood.renews = true));
  }

  /** One node cannot reach the store. */
  cutOff(): void {
    this.#away([this.#node()]);
  }

  /** Nobody can. */
  awayStore(): void {
    this.#away(this.#world.nodes);
  }

  #away(nodes: readonly SimulatedNode[]): void {
    const { time, witness } = this.#world;
    const dice = this.#dice;
    const ms = dice.chance(0.5) ? dice.between(100, 3_000) : dice.between(3_000, 90_000);
    const isSilent = dice.chance(0.5);
    const whom = nodes.map(({ name }) => name).join();
    witness.note(`the store is away for ${ms} ms${isSilent ? ", silently," : ""} for${whom}`);
    for (const node of nodes) {
      Object.assign(node.mood, { awayUntil: time.monotonic() + ms, isSilent });
      node.trouble(ms + CATCH_UP_MS);
    }
  }

  jump(): void {
    const { time, witness, state } = this.#world;
    const byMs = this.#dice.pick([-600_000, -5_000, -1_000, 1_500, 4_000, 27_000, 120_000, 3_600_000]);
    if (state === null) {
      witness.note(`the wall clock jumps by ${byMs} ms`);
      witness.jumps.push({ atMonotonic: time.monotonic(), byMs });
      time.jump(byMs);
      return;
    }
    const node = this.#node();
    // Nobody sets the clock of a machine that sleeps: it would wake without any clock that tells.
    if (node.machine.wakesAt > time.monotonic()) return;
    witness.note(`the wall clock${node.name} jumps by ${byMs} ms`);
    node.machine.jump(byMs);
    node.trouble(CATCH_UP_MS);
  }

  freeze(): void {
    const node = this.#node();
    const ms = this.#dice.between(100, 45_000);
    this.#world.witness.note(`life ${node.life.number} is frozen for ${ms} ms`);
    node.life.freeze(ms);
    node.trouble(ms + CATCH_UP_MS);
  }

  sleep(): void {
    const node = this.#node();
    const ms = this.#dice.between(100, 60_000);
    this.#world.witness.note(`the machine${node.name} sleeps for ${ms} ms`);
    node.life.sleep(ms);
    node.trouble(ms + CATCH_UP_MS);
  }

  freezeSoon(): void {
    const { receivers, nodes } = this.#world;
    for (const node of nodes) node.trouble(60_000 + CATCH_UP_MS);
    this.#forAWhile(
      () => (receivers.freezes = 0.1),
      () => (receivers.freezes = 0),
    );
  }

  slowConnects(): void {
    const { receivers } = this.#world;
    this.#forAWhile(
      () => (receivers.connectsSlowly = 0.5),
      () => (receivers.connectsSlowly = 0),
    );
  }

  notices(): void {
    const { state, witness } = this.#world;
    if (state === null) return;
    state.notices = this.#dice.pick(NOTICES);
    witness.note(`notifications: ${state.notices}`);
  }

  #node(): SimulatedNode {
    const { nodes } = this.#world;
    return nodes.length === 1 ? nodes[0]! : this.#dice.pick(nodes);
  }

  #forAWhile(begin: () => void, end: () => void): void {
    begin();
    this.#world.time.after(this.#dice.between(200, 4_000), end);
  }
}
