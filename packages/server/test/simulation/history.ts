import { createHash } from "node:crypto";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import { Problem } from "../../src/model/errors.ts";
import type { Ordering, WebhookConfig } from "../../src/model/webhook.ts";
import type { Dice } from "./dice.ts";
import { RECEIVER_MOODS, type ReceiverMood } from "./receivers.ts";
import type { Submission } from "./witness.ts";
import { type Breakage, World } from "./world.ts";

const TYPES = ["a.one", "a.two", "b.one"];
const PATTERNS = [["*"], ["*"], ["a.*"], ["b.one", "a.two"], ["a.one"]];
const SCHEDULES = [[0, 1, 2.5], [0, 5, 30], [0], [0, 0.5, 0.5, 0.5], [0.3, 2], [0, 60], [0, 0]];
const CONTRACTS = ["generic", "standard", "moderation-ai", "pixelpatrol"];
const ORDERINGS: readonly Ordering[] = ["none", "webhook", "webhook", "key", "key"];

const ACTIONS = {
  submit: 60,
  batch: 5,
  burst: 4,
  mood: 8,
  toggle: 5,
  revise: 4,
  create: 1,
  remove: 1,
  cancel: 6,
  retry: 5,
  test: 3,
  crash: 3,
  crashSoon: 3,
  slowStore: 2,
  pickyStore: 2,
  failingStore: 0.3,
  awayStore: 1,
  jump: 2,
  freeze: 1,
};
type Action = keyof typeof ACTIONS;

/** What is left out of a history, so that some are about few things and a failure in them is easier to see. */
const OMISSIONS: readonly (readonly Action[])[] = [
  [],
  ["jump", "freeze", "awayStore"],
  ["crash", "crashSoon", "failingStore", "awayStore", "jump", "freeze", "pickyStore"],
  ["toggle", "revise", "create", "remove", "cancel", "retry"],
  ["crash", "crashSoon", "failingStore", "awayStore", "jump", "freeze", "pickyStore", "slowStore"],
];

/** Longer than every schedule, every jump and every lease. */
const QUIET_MS_MAX = 2 * 3_600_000;

/** Few enough that health turns often, many enough that a schedule goes on after the turn. */
const FAILING_AFTER = 4;

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
  readonly #weights: Record<Action, number>;
  readonly #answered = new Map<string, { events: Submission["events"]; body: string }>();
  #webhooks = 0;
  #tokens = 0;
  #isOver = false;

  constructor(options: HistoryOptions) {
    this.#seeded(options.seed);
    const shape = options.seed % OMISSIONS.length;
    // One history in five is about fairness alone: enough slots, nothing but receivers goes wrong.
    this.isFair = shape === 4;
    this.world = new World({
      ...options,
      concurrency: this.isFair ? 64 : [8, 32, 256][options.seed % 3]!,
      failingAfter: options.failingAfter ?? FAILING_AFTER,
    });
    this.#dice = this.world.dice;
    this.#weights = { ...ACTIONS };
    for (const action of OMISSIONS[shape]!) this.#weights[action] = 0;
  }

  #seeded(seed: number): void {
    if (!Number.isSafeInteger(seed)) throw new RangeError(`${seed} is not a seed`);
  }

  /** Resolves when everything that can be delivered is, or when a check failed meanwhile. */
  async run(): Promise<void> {
    const { world } = this;
    const dice = this.#dice;
    const spanMs = dice.between(5_000, 90_000);
    const actions = dice.between(30, 120);
    world.start();
    const webhooks = this.isFair ? 8 : dice.between(1, 5);
    for (let index = 0; index < webhooks; index += 1) world.time.after(50 + index, () => this.#create());
    for (let index = 0; index < actions; index += 1) {
      world.time.after(500 + dice.below(spanMs), () => this.#act(dice.draw(this.#weights)));
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
    Object.assign(world.mood, { latencyMs: 2, refuses: 0, crashes: 0, fails: 0, renews: true });
    world.receivers.crashes = 0;
    world.receivers.isHealed = true;
    const until = world.time.monotonic() + QUIET_MS_MAX;
    const isOver = () => world.witness.violation || world.time.monotonic() >= until;
    do {
      while (!isOver() && !(world.hub && this.#isDrained())) await world.time.advance(1_000);
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
    const { world } = this;
    const dice = this.#dice;
    switch (action) {
      case "submit":
        return this.#submit(1);
      case "batch":
        return this.#submit(dice.between(2, 30));
      case "burst":
        for (let index = dice.between(5, 60); index > 0; index -= 1) this.#submit(1);
        return undefined;
      case "mood":
        return this.#setMood(dice.below(this.#webhooks), dice.pick(RECEIVER_MOODS));
      case "toggle":
        return this.#change((webhook) => ({ ...webhook.config, active: !webhook.config.active }));
      case "revise":
        return this.#change((webhook) => this.#wishes(keyOf(webhook), webhook.config.active));
      case "create":
        return this.#create();
      case "remove":
        return this.#remove();
      case "cancel":
        return this.#cancel();
      case "retry":
        return this.#retry();
      case "test":
        return this.#test();
      case "crash":
        return world.crash();
      case "crashSoon":
        if (dice.chance(0.5))
          return this.#forAWhile(
            () => (world.mood.crashes = 0.1),
            () => (world.mood.crashes = 0),
          );
        return this.#forAWhile(
          () => (world.receivers.crashes = 0.3),
          () => (world.receivers.crashes = 0),
        );
      case "slowStore":
        return this.#forAWhile(
          () => (world.mood.latencyMs = 800),
          () => (world.mood.latencyMs = 3),
        );
      case "pickyStore":
        return this.#forAWhile(
          () => (world.mood.refuses = 0.3),
          () => (world.mood.refuses = 0),
        );
      case "failingStore":
        return this.#forAWhile(
          () => (world.mood.fails = 0.3),
          () => (world.mood.fails = 0),
        );
      case "awayStore": {
        world.mood.renews = false;
        return void world.time.after(dice.between(5_000, 60_000), () => (world.mood.renews = true));
      }
      case "jump": {
        const byMs = dice.pick([-600_000, -5_000, -1_000, 1_500, 4_000, 27_000, 120_000, 3_600_000]);
        world.witness.note(`the wall clock jumps by ${byMs} ms`);
        world.witness.jumps.push({ atMonotonic: world.time.monotonic(), byMs });
        return world.time.jump(byMs);
      }
      case "freeze": {
        const ms = dice.between(100, 45_000);
        world.witness.note(`frozen for ${ms} ms`);
        return world.life.freeze(ms);
      }
    }
  }

  #forAWhile(begin: () => void, end: () => void): void {
    begin();
    this.world.time.after(this.#dice.between(200, 4_000), end);
  }

  #setMood(webhook: number, mood: ReceiverMood): void {
    // The last one stays healthy in a history about fairness.
    if (this.isFair && webhook === 0) return;
    this.world.witness.note(`receiver ${webhook} is ${mood}`);
    this.world.receivers.set(hostOf(webhook), mood);
  }

  #wishes(key: number, active: boolean): WebhookConfig {
    const dice = this.#dice;
    const isHealthy = this.isFair && key === 0;
    return {
      // Another host is another receiver; the path says which webhook it is.
      url: `https://${dice.chance(0.8) ? hostOf(key) : hostOf(dice.below(6))}/w${key}-`,
      events: isHealthy ? ["*"] : dice.pick(PATTERNS),
      active,
      contract: dice.pick(CONTRACTS),
      customContract: null,
      description: null,
      headers: {},
      retrySchedule: isHealthy ? [0, 1] : dice.pick(SCHEDULES),
      timeoutMs: dice.pick([2_000, 5_000, 15_000]),
      ordering: isHealthy ? "none" : dice.pick(ORDERINGS),
    };
  }

  #create(): void {
    const { hub, witness } = this.world;
    if (hub === null) return;
    const key = this.#webhooks;
    this.#webhooks += 1;
    const { catalogue } = hub;
    const wishes = {
      ...this.#wishes(key, true),
      ...(this.isFair && key === 0 ? { url: `https://${hostOf(0)}/w0-` } : {}),
    };
    const site = catalogue.now.sites().find(({ isOperator }) => !isOperator)!;
    this.#setMood(key, this.#dice.chance(0.5) ? "good" : this.#dice.pick(RECEIVER_MOODS));
    if (this.isFair && key > 0 && key < 5) this.#setMood(key, "hanging");
    this.#ask("create", catalogue.createWebhook(site.no, wishes, catalogue.newSecret("standard")), ({ no, config }) => {
      witness.configs.push({ webhookNo: no, config, step: witness.step });
    });
  }

  #change(wishesOf: (webhook: CataloguedWebhook) => WebhookConfig): void {
    const { hub, witness } = this.world;
    const webhook = this.#pickWebhook();
    if (hub === null || webhook === undefined) return;
    const wishes = wishesOf(webhook);
    const { no } = webhook;
    if (wishes.active) witness.switchedOff.delete(no);
    witness.note(
      `change w${no} to ${wishes.active ? "on" : "off"} ${wishes.url} ${wishes.ordering} ${wishes.retrySchedule}`,
    );
    this.#ask(`change w${no}`, hub.catalogue.reviseWebhook(webhook, wishes), () => {
      witness.configs.push({ webhookNo: no, config: wishes, step: witness.step });
      if (!wishes.active) witness.switchedOff.set(no, witness.step);
    });
  }

  #remove(): void {
    const { hub, witness } = this.world;
    const webhook = this.#pickWebhook();
    if (hub === null || webhook === undefined) return;
    witness.note(`remove w${webhook.no}`);
    this.#ask(`remove w${webhook.no}`, hub.catalogue.deleteWebhook(webhook), () => undefined);
  }

  #pickWebhook(): CataloguedWebhook | undefined {
    const { now } = this.world.hub?.catalogue ?? { now: undefined };
    if (now === undefined) return undefined;
    const operator = now.operatorSite()?.no;
    const webhooks = [...now.webhooks()].filter((one) => one.siteNo !== operator && !(this.isFair && keyOf(one) === 0));
    return webhooks.length === 0 ? undefined : this.#dice.pick(webhooks);
  }

  #cancel(): void {
    const { hub, witness, life } = this.world;
    const delivery = this.#pickDelivery();
    if (hub === null || delivery === undefined) return;
    witness.note(`ask to cancel ${delivery.seq}`);
    const retries = witness.retried.get(delivery.seq);
    this.#ask(`cancel ${delivery.seq}`, hub.engine.cancel(delivery), (kind) => {
      if (kind !== "cancelled" && kind !== "cancelling") return;
      // Somebody asked for it to be sent meanwhile: who was first is not known.
      if (witness.retried.get(delivery.seq) !== retries) return;
      witness.cancels.set(delivery.seq, { step: witness.step, life: life.number, kind, sends: 0 });
    });
  }

  #retry(): void {
    const { hub, witness } = this.world;
    const delivery = this.#pickDelivery();
    if (hub === null || delivery === undefined) return;
    witness.note(`ask to retry ${delivery.seq}`);
    witness.retried.set(delivery.seq, witness.step);
    witness.cancels.delete(delivery.seq);
    this.#ask(`retry ${delivery.seq}`, hub.engine.retry(delivery), () => undefined);
  }

  #pickDelivery() {
    const { committed } = this.world.witness;
    return committed.length === 0 ? undefined : this.#dice.pick(committed.slice(-40));
  }

  #test(): void {
    const { hub } = this.world;
    const webhook = this.#pickWebhook();
    if (hub === null || webhook === undefined) return;
    this.#ask(`test w${webhook.no}`, hub.engine.sendTest(webhook.no), () => undefined);
  }

  #ask<T>(what: string, answer: Promise<T>, then: (value: T) => void): void {
    const { life, witness } = this.world;
    answer.then(
      (value) => {
        if (life.isOver) return;
        witness.note(`answer to ${what}: ${typeof value === "string" ? value : "done"}`);
        then(value);
      },
      (error) => {
        if (life.isOver) return;
        witness.note(`answer to ${what}: ${error.code ?? error.stack}`);
        if (!(error instanceof Problem) && error.code !== "entry_refused")
          witness.fail("answers", `${what}: ${error.stack}`);
      },
    );
  }

  #submit(count: number): void {
    const { hub, life, witness } = this.world;
    if (hub === null) return;
    const siteNo = hub.catalogue.now.sites().find(({ isOperator }) => !isOperator)!.no;
    const dice = this.#dice;
    const key = dice.chance(0.2) ? `key ${dice.below(15)}` : null;
    const known = key === null ? undefined : this.#answered.get(key);
    const { events, body } = known && dice.chance(0.8) ? known : this.#newBody(count);
    if (key !== null && !known) this.#answered.set(key, { events, body });
    const submission: Submission = {
      siteNo,
      events,
      key,
      body,
      submittedStep: witness.note(`submit ${events.map(({ token }) => token).join()} ${key ?? ""}`),
      answeredStep: Number.POSITIVE_INFINITY,
      outcome: "unknown",
      code: null,
      answer: null,
    };
    witness.submissions.push(submission);
    const idempotency = key === null ? null : { key, bodyHash: createHash("sha256").update(body).digest() };
    const toAnswer = (made: readonly { seq: bigint }[]) => made.map(({ seq }) => seq).join();
    const answered = (outcome: Submission["outcome"], detail: { answer: string | null; code: string | null }) => {
      if (life.isOver) return;
      const answeredStep = witness.note(`answer to ${submission.submittedStep}: ${outcome} ${detail.code ?? ""}`);
      Object.assign(submission, { ...detail, outcome, answeredStep });
    };
    hub.engine.accept({ siteNo, events, idempotency, toAnswer }).then(
      ({ answer, isReplayed }) => answered(isReplayed ? "replayed" : "accepted", { answer, code: null }),
      (error: Error & { code?: string }) => {
        const isUnknown = error.message.includes("unknown");
        answered(isUnknown ? "unknown" : "refused", { answer: null, code: error.code ?? String(error.stack) });
      },
    );
  }

  #newBody(count: number): { events: Submission["events"]; body: string } {
    const dice = this.#dice;
    const events = Array.from({ length: count }, (): EventRequest & { token: number } => {
      this.#tokens += 1;
      return {
        token: this.#tokens,
        type: dice.pick(TYPES),
        data: JSON.stringify({ token: this.#tokens }),
        externalId: dice.chance(0.1) ? `x${dice.below(30)}` : null,
        occurredAt: null,
        orderingKey: dice.chance(0.8) ? `k${dice.below(3)}` : null,
      };
    });
    return { events, body: JSON.stringify(events.map(({ token }) => token)) };
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

function hostOf(key: number): string {
  return `r${key}.test`;
}

function keyOf(webhook: CataloguedWebhook): number {
  return Number(/\/w(\d+)-/.exec(webhook.config.url)![1]);
}
