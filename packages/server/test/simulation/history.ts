import { Clients } from "./clients.ts";
import type { Dice } from "./dice.ts";
import type { Breakage } from "./node.ts";
import { NOTICES } from "./shared-state.ts";
import { Troubles } from "./troubles.ts";
import { World } from "./world.ts";

const ACTIONS = {
  submit: 60,
  batch: 5,
  burst: 4,
  tell: 12,
  mood: 8,
  toggle: 5,
  revise: 4,
  create: 1,
  remove: 1,
  cancel: 6,
  retry: 5,
  test: 3,
  submitItem: 8,
  decide: 4,
  crash: 3,
  crashSoon: 3,
  slowStore: 2,
  slowConnects: 2,
  pickyStore: 2,
  failingStore: 0.3,
  deafStore: 1,
  jump: 2,
  freeze: 1,
};
/** And what only happens where several nodes share a store. */
const SHARED_ACTIONS = { ...ACTIONS, stop: 2, cutOff: 4, awayStore: 2, freeze: 3, sleep: 1, freezeSoon: 1, notices: 1 };
type Action = keyof typeof SHARED_ACTIONS;

const OF_TIME: readonly Action[] = ["jump", "freeze", "sleep", "freezeSoon", "deafStore"];
const OF_PROCESSES: readonly Action[] = ["crash", "crashSoon", "stop", "failingStore"];
const OF_STORES: readonly Action[] = ["pickyStore", "cutOff", "awayStore"];

const OF_ITEMS: readonly Action[] = ["submitItem", "decide"];

/** What is left out of a history, so that some are about few things and a failure in them is easier to see. */
const OMISSIONS: readonly (readonly Action[])[] = [
  [],
  OF_TIME,
  [...OF_TIME, ...OF_PROCESSES, ...OF_STORES],
  ["toggle", "revise", "create", "remove", "cancel", "retry"],
  [...OF_TIME, ...OF_PROCESSES, ...OF_STORES, "slowStore", "slowConnects", "notices"],
];
/** In these nothing breaks, so that nothing needs to be looked for. */
const CALM_SHAPES: readonly number[] = [2, 4];

/** Of every five shapes in turn: how many nodes there are. */
const NODES = [1, 2, 3, 1, 2];

/** Longer than every schedule, every jump and every lease. */
const QUIET_MS_MAX = 2 * 3_600_000;
/** As long as a freeze, a restart, a lease, a look for what was missed, and every schedule, one after another. */
const SHARED_QUIET_MS_MAX = 5 * 60_000;

/** Few enough that health turns often, many enough that a schedule goes on after the turn. */
const FAILING_AFTER = 4;

/** What kind of history a seed gives. `isCalm`: nothing breaks. `hasItems`: something is moderated. */
export function kindOf(seed: number): { shape: number; nodes: number; isCalm: boolean; hasItems: boolean } {
  const shape = seed % OMISSIONS.length;
  const nodes = NODES[Math.floor(seed / OMISSIONS.length) % NODES.length]!;
  return { shape, nodes, isCalm: CALM_SHAPES.includes(shape), hasItems: seed % 2 === 0 };
}

export interface HistoryOptions extends Breakage {
  seed: number;
  /** Failures in a row that turn a webhook's health. */
  failingAfter?: number;
  isVerbose?: boolean;
}

/** One seeded history: clients, receivers, clocks and disks do what the dice say; then all heal, and all is drained. */
export class History {
  readonly world: World;
  readonly isFair: boolean;
  readonly #dice: Dice;
  readonly #clients: Clients;
  readonly #troubles: Troubles;
  readonly #weights: Partial<Record<Action, number>>;
  #isOver = false;

  constructor(options: HistoryOptions) {
    const { seed } = options;
    if (!Number.isSafeInteger(seed)) throw new RangeError(`${seed} is not a seed`);
    const { shape, nodes, isCalm, hasItems } = kindOf(seed);
    // One history in five is about fairness alone: enough slots, nothing but receivers goes wrong.
    this.isFair = shape === 4;
    this.world = new World({
      ...options,
      nodes,
      hasApiNode: nodes > 1 && seed % 7 === 0 && !this.isFair,
      canListen: seed % 4 !== 0,
      sweeps: !isCalm,
      concurrency: this.isFair ? 64 : [8, 32, 256][seed % 3]!,
      failingAfter: options.failingAfter ?? FAILING_AFTER,
    });
    this.#dice = this.world.dice;
    if (this.world.state) this.world.state.notices = this.#dice.pick(NOTICES);
    this.#clients = new Clients(this.world, this);
    this.#troubles = new Troubles(this.world);
    this.#weights = nodes > 1 ? { ...SHARED_ACTIONS } : { ...ACTIONS };
    for (const action of OMISSIONS[shape]!) delete this.#weights[action];
    if (!hasItems) for (const action of OF_ITEMS) delete this.#weights[action];
  }

  /** Resolves when everything that can be delivered is, or when a check failed meanwhile. */
  async run(): Promise<void> {
    const { world } = this;
    const dice = this.#dice;
    const spanMs = dice.between(5_000, 90_000);
    const actions = dice.between(30, 120) + 20 * (world.nodes.length - 1);
    for (const node of world.nodes) node.start();
    const webhooks = this.isFair ? 8 : dice.between(1, 5);
    for (let index = 0; index < webhooks; index += 1) world.time.after(50 + index, () => this.#clients.create());
    for (let index = 0; index < actions; index += 1) {
      world.time.after(500 + dice.below(spanMs), () => this.#act(dice.draw(this.#weights as Record<Action, number>)));
    }
    const until = world.time.monotonic() + spanMs + 600;
    while (!world.witness.violation && (await world.time.step(until)));
    if (!world.witness.violation) await this.#quiet();
    this.#isOver = true;
  }

  async #quiet(): Promise<void> {
    const { world } = this;
    world.witness.note("quiet");
    this.#isOver = true;
    this.#troubles.end();
    const until = world.time.monotonic() + (world.state === null ? QUIET_MS_MAX : SHARED_QUIET_MS_MAX);
    const isOver = () => world.witness.violation || world.time.monotonic() >= until;
    const isUp = () => world.up.length === world.nodes.length;
    do {
      while (!isOver() && !(isUp() && this.#isDrained())) await world.time.advance(1_000);
      // What was under way to a webhook that is off now has its time, who is frozen comes to, and a change that was
      // asked for long ago may switch a webhook on again.
      await world.time.advance(60_000);
    } while (!isOver() && !this.#isDrained());
  }

  /** Nothing is owed but to webhooks that are switched off. */
  #isDrained(): boolean {
    return owedToActive(this.world).length === 0;
  }

  #act(action: Action): unknown {
    if (this.#isOver) return undefined;
    switch (action) {
      case "submit":
        return this.#clients.submit(1);
      case "batch":
        return this.#clients.submit(this.#dice.between(2, 30));
      case "burst":
        for (let index = this.#dice.between(5, 60); index > 0; index -= 1) this.#clients.submit(1);
        return undefined;
      case "tell":
      case "mood":
      case "toggle":
      case "revise":
      case "create":
      case "remove":
      case "cancel":
      case "retry":
      case "test":
      case "submitItem":
      case "decide":
        return this.#clients[action]();
      default:
        return this.#troubles[action]();
    }
  }
}

/** What is owed to webhooks that are switched on, or deleted. */
export function owedToActive({ db }: World): string[] {
  const rows = db.prepare(
    `SELECT q.seq, q.webhook_no FROM queue q JOIN webhook w ON w.no = q.webhook_no
     JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev = w.rev
     WHERE w.deleted IS NOT NULL OR json_extract(r.config, '$.active') LIMIT 5`,
  );
  rows.setReadBigInts(true);
  return (rows.all() as { seq: bigint; webhook_no: bigint }[]).map((row) => `${row.seq} to webhook ${row.webhook_no}`);
}
