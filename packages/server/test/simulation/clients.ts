import { createHash } from "node:crypto";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import { Problem } from "../../src/model/errors.ts";
import type { Ordering, WebhookConfig } from "../../src/model/webhook.ts";
import { StoreError } from "../../src/store/store.ts";
import type { Dice } from "./dice.ts";
import type { SimulatedHub } from "./hub.ts";
import type { Life } from "./life.ts";
import { People } from "./people.ts";
import { Platforms, SOURCE_ID } from "./platforms.ts";
import { RECEIVER_MOODS, type ReceiverMood } from "./receivers.ts";
import type { Submission } from "./seen.ts";
import type { World } from "./world.ts";

const TYPES = ["a.one", "a.two", "b.one"];
const PATTERNS = [["*"], ["*"], ["a.*"], ["b.one", "a.two"], ["a.one"]];
const SCHEDULES = [[0, 1, 2.5], [0, 5, 30], [0], [0, 0.5, 0.5, 0.5], [0.3, 2], [0, 60], [0, 0]];
const CONTRACTS = ["generic", "standard", "moderation-ai", "pixelpatrol", "pass-through"];
/** What narrows a webhook down beyond types: most are not. */
const NARROWINGS: readonly Pick<WebhookConfig, "filter" | "sources">[] = [
  ...[{}, {}, {}, {}],
  { filter: { path: "ordering_key", in: ["k0", "k1"] } },
  { filter: { not: { path: "data.told", exists: true } } },
  { filter: { path: "type", prefix: "a." }, sources: [SOURCE_ID] },
  { sources: [SOURCE_ID] },
];
const ORDERINGS: readonly Ordering[] = ["none", "webhook", "webhook", "key", "key"];

/** Whom a client has reached: any node, behind one address. */
export interface Reached {
  hub: SimulatedHub;
  life: Life;
}

/** Those who ask something of the hub, and write down what they were answered. */
export class Clients {
  readonly #world: World;
  readonly #dice: Dice;
  readonly #isFair: boolean;
  readonly #platforms: Platforms;
  readonly #people: People;
  readonly #answered = new Map<string, { events: Submission["events"]; body: string }>();
  #webhooks = 0;
  #tokens = 0;

  /** In a fair history the first webhook stays healthy, and the next four hang. */
  constructor(world: World, { isFair }: { isFair: boolean }) {
    this.#world = world;
    this.#dice = world.dice;
    this.#platforms = new Platforms(world);
    this.#people = new People(world);
    this.#isFair = isFair;
  }

  submit(count: number): void {
    this.#reach((reached) => this.#submit(reached, count));
  }

  /** A platform does. */
  tell(): void {
    this.#reach((reached) => this.#platforms.tell(reached));
  }

  submitItem(): void {
    this.#reach((reached) => void this.#people.submit(reached));
  }

  decide(): void {
    if (this.#world.witness.items.length === 0) return;
    this.#reach((reached) => void this.#people.decide(reached));
  }

  create(): void {
    this.#reach((reached) => this.#create(reached));
  }

  toggle(): void {
    this.#change((webhook) => ({ ...webhook.config, active: !webhook.config.active }));
  }

  revise(): void {
    this.#change((webhook) => this.#wishes(keyOf(webhook), webhook.config.active));
  }

  remove(): void {
    this.#withWebhook((reached, webhook) => {
      this.#world.witness.note(`remove w${webhook.no}`);
      this.#ask(reached, `remove w${webhook.no}`, reached.hub.catalogue.deleteWebhook(webhook), () => undefined);
    });
  }

  cancel(): void {
    this.#withDelivery((reached, delivery) => {
      const { witness } = this.#world;
      witness.note(`ask to cancel ${delivery.seq}`);
      witness.askedToCancel.add(delivery.seq);
      const retries = witness.retried.get(delivery.seq);
      this.#ask(reached, `cancel ${delivery.seq}`, reached.hub.engine.cancel(delivery), (kind) => {
        if (kind !== "cancelled" && kind !== "cancelling") return;
        // Somebody asked for it to be sent meanwhile: who was first is not known.
        if (witness.retried.get(delivery.seq) !== retries) return;
        witness.cancels.set(delivery.seq, { step: witness.step, life: reached.life.number, kind, sends: 0 });
      });
    });
  }

  retry(): void {
    this.#withDelivery((reached, delivery) => {
      const { witness } = this.#world;
      witness.note(`ask to retry ${delivery.seq}`);
      witness.retried.set(delivery.seq, witness.step);
      witness.cancels.delete(delivery.seq);
      this.#ask(reached, `retry ${delivery.seq}`, reached.hub.engine.retry(delivery), () => undefined);
    });
  }

  test(): void {
    this.#withWebhook((reached, { no }) =>
      this.#ask(reached, `test w${no}`, reached.hub.engine.sendTest(no), () => undefined),
    );
  }

  /** Some receiver changes its ways. */
  mood(): void {
    this.#setMood(this.#dice.below(this.#webhooks), this.#dice.pick(RECEIVER_MOODS));
  }

  /** Any node that takes requests; one that is frozen reads the request when it goes on. */
  #reach(ask: (reached: Reached) => void): void {
    const { up } = this.#world;
    if (up.length === 0) return;
    const node = up.length === 1 ? up[0]! : this.#dice.pick(up);
    const { life } = node;
    const go = () => {
      if (node.hub !== null) ask({ hub: node.hub, life });
    };
    if (life.isFrozen) life.hear(0, go);
    else go();
  }

  #withWebhook(ask: (reached: Reached, webhook: CataloguedWebhook) => void): void {
    this.#reach((reached) => {
      const { now } = reached.hub.catalogue;
      const operator = now.operatorSite()?.no;
      const isHealthy = (one: CataloguedWebhook) => this.#isFair && keyOf(one) === 0;
      const isTheirs = (one: CataloguedWebhook) => one.siteNo !== operator && one.config.inner === undefined;
      const webhooks = [...now.webhooks()].filter((one) => isTheirs(one) && !isHealthy(one));
      if (webhooks.length > 0) ask(reached, this.#dice.pick(webhooks));
    });
  }

  #withDelivery(ask: (reached: Reached, delivery: { seq: bigint; webhookNo: number }) => void): void {
    const { committed } = this.#world.witness;
    if (committed.length === 0) return;
    const delivery = this.#dice.pick(committed.slice(-40));
    this.#reach((reached) => {
      // Nobody outside knows of what the hub does by itself.
      if (reached.hub.catalogue.now.webhook(delivery.webhookNo)?.config.inner === undefined) ask(reached, delivery);
    });
  }

  #create(reached: Reached): void {
    const { witness } = this.#world;
    const key = this.#webhooks;
    this.#webhooks += 1;
    const { catalogue } = reached.hub;
    const wishes = {
      ...this.#wishes(key, true),
      ...(this.#isFair && key === 0 ? { url: `https://${hostOf(0)}/w0-` } : {}),
    };
    const site = catalogue.now.sites().find(({ isOperator }) => !isOperator)!;
    this.#setMood(key, this.#dice.chance(0.5) ? "good" : this.#dice.pick(RECEIVER_MOODS));
    if (this.#isFair && key > 0 && key < 5) this.#setMood(key, "hanging");
    const created = catalogue.createWebhook(site.no, wishes, catalogue.newSecret("standard"));
    this.#ask(reached, "create", created, ({ no, config }) => {
      witness.configs.push({ webhookNo: no, config, step: witness.step });
    });
  }

  #change(wishesOf: (webhook: CataloguedWebhook) => WebhookConfig): void {
    this.#withWebhook((reached, webhook) => {
      const { witness } = this.#world;
      const wishes = wishesOf(webhook);
      const { no } = webhook;
      if (wishes.active) witness.switchedOn(no);
      const { active, url, ordering, retrySchedule } = wishes;
      witness.note(`change w${no} to ${active ? "on" : "off"} ${url} ${ordering} ${retrySchedule}`);
      this.#ask(reached, `change w${no}`, reached.hub.catalogue.reviseWebhook(webhook, wishes), () => {
        witness.configs.push({ webhookNo: no, config: wishes, step: witness.step });
        if (!active) witness.switchedOff(no, reached.life.number);
      });
    });
  }

  #wishes(key: number, active: boolean): WebhookConfig {
    const dice = this.#dice;
    const isHealthy = this.#isFair && key === 0;
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
      ...(isHealthy ? {} : dice.pick(NARROWINGS)),
    };
  }

  #setMood(webhook: number, mood: ReceiverMood): void {
    if (this.#isFair && webhook === 0) return;
    this.#world.witness.note(`receiver ${webhook} is ${mood}`);
    this.#world.receivers.set(hostOf(webhook), mood);
  }

  #ask<T>({ life }: Reached, what: string, answer: Promise<T>, then: (value: T) => void): void {
    const { witness } = this.#world;
    answer.then(
      (value) => {
        if (life.isOver) return;
        witness.note(`answer to ${what}: ${typeof value === "string" ? value : "done"}`);
        then(value);
      },
      (error) => {
        if (life.isOver) return;
        witness.note(`answer to ${what}: ${error.code ?? error.stack}`);
        const isAway = witness.isShared && error instanceof StoreError;
        if (!(error instanceof Problem) && error.code !== "entry_refused" && !isAway)
          witness.fail("answers", `${what}: ${error.stack}`);
      },
    );
  }

  #submit({ hub, life }: Reached, count: number): void {
    const { witness } = this.#world;
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

function hostOf(key: number): string {
  return `r${key}.test`;
}

function keyOf(webhook: CataloguedWebhook): number {
  return Number(/\/w(\d+)-/.exec(webhook.config.url)![1]);
}
