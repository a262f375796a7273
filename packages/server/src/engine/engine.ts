import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Vault } from "../catalogue/vault.ts";
import type { Egress } from "../egress/egress.ts";
import { Problem } from "../model/errors.ts";
import { TEST_EVENT_TYPE } from "../model/event-type.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { NodeLease, OwedDelivery, ResultOf } from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";
import type { QueueWord } from "../store/shared.ts";
import type { Store } from "../store/store.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Metrics, QueueState } from "../telemetry/metrics.ts";
import { Arrivals } from "./accept.ts";
import { type MadeAttempt, makeAttempt, type Postponed, unbuilt } from "./attempt.ts";
import { Dispatcher, type SendOutcome } from "./dispatch.ts";
import { Emitted } from "./emitted.ts";
import { type Inner, InnerAttempts, isInner } from "./inner.ts";
import { Intake, type SentTest } from "./intake.ts";
import { JobEnds, tellsOfJobs } from "./job-ends.ts";
import { Journal, type JournalCallback } from "./journal.ts";
import { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import { mannerOf } from "./manner.ts";
import { Messages } from "./messages.ts";
import { Receiving } from "./receiving.ts";
import { Records } from "./records.ts";
import type {
  Accepted,
  AcceptRequest,
  Cancelled,
  DeliveryRef,
  Engine,
  Kept,
  ReceiveRequest,
  Retried,
} from "./requests.ts";
import { Rests } from "./rests.ts";
import { Revisions } from "./revisions.ts";
import { Words } from "./words.ts";

export interface EngineDeps {
  store: Pick<Store, "commit" | "shared"> & Pick<Reads, "owedLanes" | "readRevision" | "readMessage" | "readJob">;
  catalogue: Catalogue;
  vault: Pick<Vault, "open">;
  egress: Pick<Egress, "send" | "cut">;
  clock: Clock;
  random: Random;
  ids: IdMaker;
  metrics: Metrics;
  figures: FigureCounts;
  lease: Lease;
  /** False: it accepts, and other nodes deliver. A test is still sent from here. */
  delivers: boolean;
  concurrency: number;
  failingAfter: number;
  /** Of the journal. */
  answerMsMax?: number;
  /** The store failed as a whole: end the process, and recover at the next start. */
  onFault(error: Error): void;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

/**
 * From acceptance to the end of every delivery: accept → match → journal → lane → dispatch → attempt → settle →
 * journal. Everything here runs on one thread and in the order of the store's commits.
 */
export class DeliveryEngine implements Engine {
  readonly #deps: EngineDeps;
  readonly journal: Journal;
  /** The way in for what applications emit inside their own transactions. */
  readonly emitted: Emitted;
  readonly #lanes: Lanes;
  readonly #dispatcher: Dispatcher;
  readonly #revisions: Revisions;
  readonly #messages: Messages;
  readonly #intake: Intake;
  readonly #receiving: Receiving;
  readonly #records: Records;
  readonly #words: Words;
  readonly #inner: InnerAttempts;
  readonly #rests: Rests;
  readonly #jobEnds: JobEnds;
  #isStarted = false;
  #isStopping = false;
  #isAbandoning = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const { store, clock, metrics, catalogue, answerMsMax } = deps;
    const isHeld = (webhookNo: number) => this.#isHeld(webhookNo);
    const isGone = (webhookNo: number) => this.#isGone(webhookNo);
    this.journal = new Journal({
      store,
      clock,
      metrics,
      ...(answerMsMax === undefined ? {} : { answerMsMax }),
      onFault: (error) => {
        this.#isStopping = true;
        this.#dispatcher.stop();
        deps.onFault(error);
      },
    });
    this.#revisions = new Revisions({ store, clock });
    this.#messages = new Messages({ store, clock });
    this.#rests = new Rests({ clock, onRested: (webhookNo) => this.#lanes.resume(webhookNo) });
    this.#inner = new InnerAttempts({ ...deps, rests: this.#rests });
    this.#jobEnds = new JobEnds({ ...deps, revisions: this.#revisions, messages: this.#messages });
    this.#words = new Words({ shared: store.shared, clock, node: () => deps.lease.node, onTrouble: deps.onTrouble });
    this.#lanes = new Lanes({
      journal: this.journal,
      store,
      clock,
      node: () => deps.lease.node,
      isCurrent: (node) => this.#isCurrent(node),
      isHeld,
      isGone,
      mannerOf: (webhookNo) => mannerOf(catalogue.now.webhook(webhookNo), deps.concurrency),
      onReady: (webhook) => this.#dispatcher.offer(webhook),
      delivers: deps.delivers,
    });
    this.#dispatcher = new Dispatcher({
      clock,
      lanes: this.#lanes,
      concurrency: deps.concurrency,
      isHeld,
      maySend: () => deps.lease.holds(),
      send: (delivery) => this.#send(delivery),
    });
    const arrivals = new Arrivals({
      lanes: this.#lanes,
      words: this.#words,
      figures: deps.figures,
      delivers: deps.delivers,
      node: () => deps.lease.node,
      isCurrent: (node) => this.#isCurrent(node),
    });
    const parts = { ...deps, journal: this.journal, lanes: this.#lanes, arrivals };
    this.#intake = new Intake({ ...parts, dispatcher: this.#dispatcher });
    this.#receiving = new Receiving({ ...parts, messages: this.#messages });
    this.emitted = new Emitted(parts);
    this.#records = new Records(parts);
    catalogue.onWebhookChange((webhookNo) => {
      if (isGone(webhookNo)) {
        this.#records.forget(webhookNo);
        this.#lanes.drop(webhookNo);
      } else this.#lanes.resume(webhookNo);
    });
  }

  isReady(): boolean {
    return this.#isRunning && this.journal.isAnswering;
  }

  get #isRunning(): boolean {
    return this.#isStarted && !this.#isStopping;
  }

  /** Everything owed has been found (chores/recover.ts): events may come. */
  start(): void {
    this.#isStarted = true;
  }

  /** Who does what the hub's own webhooks are owed. Until somebody is there, it waits. */
  attend(inner: Inner): void {
    this.#inner.attend(inner);
    for (const webhook of this.#deps.catalogue.now.webhooks()) if (isInner(webhook)) this.#lanes.resume(webhook.no);
  }

  /** Something is owed to this webhook that is not in memory. */
  recover(webhookNo: number, isOrdered: boolean): void {
    if (isOrdered) this.#lanes.findOrdered(webhookNo);
    this.#lanes.find(webhookNo, null);
  }

  /** What another node says. */
  hear(word: QueueWord): void {
    if (word.kind === "look") this.recover(word.webhookNo, true);
    else this.#lanes.hurry(word.webhookNo, word.seq);
  }

  /** The catalogue has been read anew, because another node turned the health of a webhook. */
  forgetHealth(): void {
    this.#records.forgetHealth();
  }

  /** Takes no more, starts no more; resolves when what is under way has been recorded. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#dispatcher.stop();
    this.#lanes.stop();
    await this.#dispatcher.idle();
    await this.journal.drained();
  }

  /** What is under way will be cut off: it is not recorded, and is sent again after the next start. */
  abandon(): void {
    this.#isAbandoning = true;
    this.journal.giveUp();
    this.#inner.cut();
  }

  /**
   * The lease was lost: what is in memory may be another's by now. What is under way is cut off, so that as little as
   * possible of it arrives after what another node sends next.
   */
  forget(): void {
    this.#lanes.clear();
    this.#deps.egress.cut();
    this.#inner.cut();
  }

  /** The wall clock jumped. */
  rearm(): void {
    this.#rests.endAll();
    this.#lanes.rearm();
  }

  /** What stands in memory. */
  stands(): QueueState {
    const { fast, slow } = this.#dispatcher.underWay;
    const { ready, lanes } = this.#lanes.size;
    return { depth: ready, lanes, inFlightFast: fast, inFlightSlow: slow };
  }

  /** Tells the metrics the same. */
  report(): void {
    this.#deps.metrics.queueStands(this.stands());
  }

  accept(request: AcceptRequest): Promise<Accepted> {
    return this.#isRunning ? this.#intake.accept(request) : Promise.reject(betweenTimes());
  }

  receive(request: ReceiveRequest): Promise<Kept> {
    return this.#isRunning ? this.#receiving.receive(request) : Promise.reject(betweenTimes());
  }

  sendTest(webhookNo: number): Promise<SentTest> {
    return this.#intake.sendTest(webhookNo);
  }

  cancel(delivery: DeliveryRef): Promise<Cancelled> {
    const now = this.#deps.clock.now();
    return this.#hand({ kind: "cancel", ...delivery, now } as const, 100, async ({ kind }): Promise<Cancelled> => {
      if (kind === "cancelled") this.#countCancelled(delivery.webhookNo);
      if (kind !== "cancelling") return kind;
      // It stands ready here and nothing has been sent: it can end at once.
      const withdrawn = this.#lanes.withdraw(delivery.webhookNo, delivery.seq);
      if (withdrawn !== undefined) return (await this.#records.endUnsent(withdrawn)) ? "cancelled" : "cancelling";
      // A head that its lane waits for is read at once, and ended: here, or by the node that has it.
      if (!this.#lanes.hurry(delivery.webhookNo, delivery.seq)) this.#words.say({ kind: "hurry", ...delivery });
      return "cancelling";
    });
  }

  /** One that nobody had was ended by the store alone. */
  #countCancelled(webhookNo: number): void {
    const { catalogue, metrics, figures } = this.#deps;
    const webhook = catalogue.now.webhook(webhookNo);
    metrics.deliveryEnded("cancelled");
    if (webhook !== undefined) figures.deliveryEnded(webhookNo, webhook.siteNo, "cancelled");
  }

  async retry(delivery: DeliveryRef): Promise<Retried> {
    if (this.#isGone(delivery.webhookNo)) return "unknown";
    const now = this.#deps.clock.now();
    return this.#hand({ kind: "retry", ...delivery, now } as const, 100, async (result): Promise<Retried> => {
      if (result.kind === "queued") return this.#goOn(delivery);
      if (result.kind !== "held_by_node") return "unknown";
      if (this.#lanes.hurry(delivery.webhookNo, delivery.seq)) return "queued";
      if (this.#deps.store.shared === null || !result.isWaiting) return "under_way";
      this.#words.say({ kind: "hurry", ...delivery });
      return "queued";
    });
  }

  /** A delivery is owed again, or now, and in nobody's memory. */
  async #goOn(delivery: DeliveryRef): Promise<Retried> {
    if (this.#isGone(delivery.webhookNo)) {
      // Deleted meanwhile, and what it was owed has been ended: nobody would look at this one.
      await this.cancel(delivery);
      return "unknown";
    }
    if (this.#deps.delivers) this.recover(delivery.webhookNo, true);
    else this.#words.say({ kind: "look", webhookNo: delivery.webhookNo });
    return "queued";
  }

  /** `follow` hears the result also when whoever asked was told before that it takes too long. */
  #hand<E extends Parameters<Journal["submit"]>[0], T>(
    entry: E,
    bytes: number,
    follow: (result: ResultOf[E["kind"]]) => Promise<T>,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      const done: JournalCallback<E> = (outcome) => {
        if (outcome.ok) follow(outcome.result).then(resolve, reject);
        else reject(outcome.error);
      };
      this.journal.submit(entry, bytes, done, reject);
    });
  }

  /** One attempt and its record. Resolves when the record is durable, or when the delivery is no longer ours. */
  async #send(delivery: OwedDelivery): Promise<SendOutcome> {
    const { lease, clock } = this.#deps;
    const { node } = lease;
    if (delivery.isCancelling) {
      await this.#records.endUnsent(delivery);
      return "answered";
    }
    let made: MadeAttempt | null;
    let isCutOff = false;
    try {
      const outcome = await this.#make(delivery, node);
      if (outcome !== null && "postponedTo" in outcome) {
        await this.#records.postpone(delivery, node, outcome);
        return "answered";
      }
      made = outcome;
      // Our own doing, so nothing that is held against the webhook.
      isCutOff = made?.attempt.failure === "aborted" && !made.isHopeless && made.effects === undefined;
    } catch (error) {
      this.#deps.onTrouble(error as Error);
      made = unbuilt(delivery, error as Error, clock.now(), this.#deps.ids);
    }
    if (made === null || isCutOff) {
      // Switched off at the last moment; or the lease is over, and with it what was in memory; or the process ends.
      if (this.#isCurrent(node) && !this.#isAbandoning) this.#lanes.putBack(delivery);
      else if (isCutOff) this.#lanes.lose(delivery);
      return "answered";
    }
    await this.#records.record(delivery, node, made);
    if (made.attempt.failure === null) return "success";
    return made.attempt.statusCode === null ? "unanswered" : "answered";
  }

  /** Null when it was not to be made any more. */
  #make(delivery: OwedDelivery, node: NodeLease): Promise<MadeAttempt | Postponed | null> {
    const { catalogue, egress, clock, ids } = this.#deps;
    const isTest = delivery.event.type === TEST_EVENT_TYPE;
    const maySend = () => this.#isCurrent(node) && (isTest || !this.#isHeld(delivery.webhookNo));
    const webhook = catalogue.now.webhook(delivery.webhookNo);
    if (webhook !== undefined && isInner(webhook)) {
      return maySend() ? this.#inner.make(delivery, webhook) : Promise.resolve(null);
    }
    if (webhook !== undefined && tellsOfJobs(webhook.config)) return this.#jobEnds.make(delivery, maySend);
    const [revisions, messages] = [this.#revisions, this.#messages];
    return makeAttempt({ catalogue, revisions, messages, egress, clock, ids, maySend }, delivery);
  }

  #isGone(webhookNo: number): boolean {
    return this.#deps.catalogue.now.webhook(webhookNo) === undefined;
  }

  #isHeld(webhookNo: number): boolean {
    const webhook = this.#deps.catalogue.now.webhook(webhookNo);
    if (webhook === undefined || !webhook.config.active) return true;
    return isInner(webhook) && (!this.#inner.isAttended || this.#rests.has(webhookNo));
  }

  #isCurrent(node: NodeLease): boolean {
    const { lease } = this.#deps;
    return lease.node === node && lease.holds();
  }
}

function betweenTimes(): Problem {
  return new Problem("unavailable", "The hub is starting or stopping.", { retryAfter: 1 });
}
