import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Egress } from "../egress/egress.ts";
import { Problem } from "../model/errors.ts";
import { TEST_EVENT_TYPE } from "../model/event-type.ts";
import { ID_STEP, type IdMaker } from "../model/ids.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Health } from "../model/webhook.ts";
import type {
  LaneTicket,
  NewEvent,
  NodeLease,
  OwedDelivery,
  SettleEntry,
  SettleResult,
} from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";
import type { Store } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { arrive, giveUp, leaveToStore, toNewEvent, toOwed, weightOf } from "./accept.ts";
import { type MadeAttempt, makeAttempt } from "./attempt.ts";
import { Dispatcher, type SendOutcome } from "./dispatch.ts";
import { idempotencyOf, problemOf } from "./idempotency.ts";
import { EntryRefusedError, Journal } from "./journal.ts";
import { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import type { Accepted, AcceptedEvent, AcceptRequest, DeliveryRef, Engine, EventRequest } from "./requests.ts";
import { Revisions } from "./revisions.ts";
import { judge, Pulse, type Verdict } from "./settle.ts";
import { testData } from "./test-event.ts";

export interface EngineDeps {
  store: Pick<Store, "commit"> & Pick<Reads, "owedLanes" | "readRevision">;
  catalogue: Catalogue;
  egress: Pick<Egress, "send">;
  clock: Clock;
  random: Random;
  ids: IdMaker;
  metrics: Metrics;
  lease: Lease;
  concurrency: number;
  failingAfter: number;
  /** The store failed as a whole: end the process, and recover at the next start. */
  onFault(error: Error): void;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

type Settling = Omit<SettleEntry, "events" | "version" | "now">;
/** What became of a settlement: `lost` is also what nobody can know. */
type Settled = Extract<SettleResult, { kind: "settled" | "lost" }>;

/** A settlement that the store refused is handed in again after this, from then on without the receiver's words. */
const REFUSED_RETRY_MS = 1_000;

/**
 * From acceptance to the end of every delivery: accept → match → journal → lane → dispatch → attempt → settle →
 * journal. Everything here runs on one thread and in the order of the store's commits.
 */
export class DeliveryEngine implements Engine {
  readonly #deps: EngineDeps;
  readonly journal: Journal;
  readonly #lanes: Lanes;
  readonly #dispatcher: Dispatcher;
  readonly #revisions: Revisions;
  readonly #pulses = new Map<number, Pulse>();
  #isStarted = false;
  #isStopping = false;
  #isAbandoning = false;

  constructor(deps: EngineDeps) {
    this.#deps = deps;
    const { store, clock, metrics, catalogue } = deps;
    const isHeld = (webhookNo: number) => this.#isHeld(webhookNo);
    this.journal = new Journal({
      store,
      clock,
      metrics,
      onFault: (error) => {
        this.#isStopping = true;
        this.#dispatcher.stop();
        deps.onFault(error);
      },
    });
    this.#revisions = new Revisions(store);
    this.#lanes = new Lanes({
      journal: this.journal,
      store,
      clock,
      node: () => deps.lease.node,
      isCurrent: (node) => this.#isCurrent(node),
      isHeld,
      onReady: (webhook) => this.#dispatcher.offer(webhook),
    });
    this.#dispatcher = new Dispatcher({
      clock,
      lanes: this.#lanes,
      concurrency: deps.concurrency,
      isHeld,
      maySend: () => deps.lease.holds(),
      send: (delivery) => this.#send(delivery),
    });
    catalogue.onWebhookChange((webhookNo) => {
      if (catalogue.now.webhook(webhookNo) === undefined) {
        this.#pulses.delete(webhookNo);
        this.#lanes.drop(webhookNo);
      } else this.#lanes.resume(webhookNo);
    });
  }

  isReady(): boolean {
    return this.#isStarted && !this.#isStopping;
  }

  /** Everything owed has been found (chores/recover.ts): events may come. */
  start(): void {
    this.#isStarted = true;
  }

  /** Something is owed to this webhook that is not in memory. */
  recover(webhookNo: number, isOrdered: boolean): void {
    if (isOrdered) this.#lanes.findOrdered(webhookNo);
    this.#lanes.find(webhookNo, null);
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
  }

  /** The lease was lost: what is in memory may be another's by now. What is under way settles as lost, or not at all. */
  forget(): void {
    this.#lanes.clear();
  }

  /** The wall clock jumped. */
  rearm(): void {
    this.#lanes.rearm();
  }

  /** Tells the metrics what stands in memory. */
  report(): void {
    const { fast, slow } = this.#dispatcher.underWay;
    const { ready, lanes } = this.#lanes.size;
    this.#deps.metrics.queueStands({ depth: ready, lanes, inFlightFast: fast, inFlightSlow: slow });
  }

  accept(request: AcceptRequest): Promise<Accepted> {
    return new Promise((resolve, reject) => this.#accept(request, resolve, reject));
  }

  #accept(request: AcceptRequest, resolve: (accepted: Accepted) => void, reject: (error: Error) => void): void {
    if (this.#isStopping || !this.#isStarted) {
      reject(new Problem("unavailable", "The hub is starting or stopping.", { retryAfter: 1 }));
      return;
    }
    const { catalogue, ids, clock, lease, metrics } = this.#deps;
    const { siteNo } = request;
    const now = clock.now();
    const snapshot = catalogue.now;
    const { version } = snapshot;
    const events = request.events.map((event) => toNewEvent(snapshot, ids, this.#lanes, now, siteNo, event));
    const answer = request.toAnswer(events.map(toAccepted));
    const idempotency = request.idempotency && idempotencyOf(siteNo, request.idempotency, answer);
    const entry = { kind: "accept", version, events, idempotency, now, node: lease.node } as const;
    const bytes = events.reduce((sum, event) => sum + weightOf(event), answer.length);
    this.journal.submit(entry, bytes, (outcome) => {
      if (outcome.ok && outcome.result.kind === "accepted") {
        this.#arrive(events, outcome.result.tickets, entry.node);
        metrics.eventsAccepted(events.length);
        return resolve({ answer, isReplayed: false });
      }
      giveUp(events, this.#lanes);
      if (!outcome.ok) return reject(outcome.error);
      const { result } = outcome;
      if (result.kind === "replayed") return resolve({ answer: result.answer, isReplayed: true });
      if (result.kind === "key_reused" || result.kind === "external_id_taken") return reject(problemOf(result));
      this.#afterCatalogueMoved(version, () => this.#accept(request, resolve, reject));
    });
  }

  sendTest(webhookNo: number): Promise<{ eventSeq: bigint; deliverySeq: bigint }> {
    return new Promise((resolve, reject) => this.#sendTest(webhookNo, resolve, reject));
  }

  #sendTest(
    webhookNo: number,
    resolve: (ids: { eventSeq: bigint; deliverySeq: bigint }) => void,
    reject: (error: Error) => void,
  ): void {
    const { catalogue, ids, clock, lease } = this.#deps;
    const webhook = catalogue.now.webhook(webhookNo);
    if (webhook === undefined) {
      reject(new Problem("not_found", "The webhook does not exist (any more)."));
      return;
    }
    const { version } = catalogue.now;
    const now = clock.now();
    const event: NewEvent = {
      seq: ids.take(2),
      siteNo: webhook.siteNo,
      type: TEST_EVENT_TYPE,
      orderingKey: null,
      externalId: null,
      occurredAt: null,
      payload: testData(webhook),
      targets: [{ webhookNo, rev: webhook.rev, due: now, isClaimed: true, laneKey: null }],
    };
    const entry = { kind: "accept", version, events: [event], idempotency: null, now, node: lease.node } as const;
    this.journal.submit(entry, weightOf(event), (outcome) => {
      if (!outcome.ok) return reject(outcome.error);
      if (outcome.result.kind === "stale") {
        return this.#afterCatalogueMoved(version, () => this.#sendTest(webhookNo, resolve, reject));
      }
      if (!this.#isCurrent(entry.node)) leaveToStore([event], this.#lanes);
      else this.#dispatcher.sendNow(this.#lanes.of(webhookNo), toOwed(event, event.targets[0]!, 1, null));
      resolve({ eventSeq: event.seq, deliverySeq: event.seq + ID_STEP });
    });
  }

  async cancel(delivery: DeliveryRef): Promise<"cancelled" | "cancelling" | "ended" | "unknown"> {
    const now = this.#deps.clock.now();
    const result = await this.#hand({ kind: "cancel", ...delivery, now } as const, 100);
    if (result.kind !== "cancelling") return result.kind;
    // It stands ready here and nothing has been sent: it can end at once.
    const withdrawn = this.#lanes.withdraw(delivery.webhookNo, delivery.seq);
    if (withdrawn === undefined) return "cancelling";
    return (await this.#endUnsent(withdrawn)) ? "cancelled" : "cancelling";
  }

  /** Ends a delivery that is being cancelled before anything (more) of it was sent. False when it is not ours to end. */
  #endUnsent(delivery: OwedDelivery): Promise<boolean> {
    const outcome = { kind: "end", status: "cancelled", endedAt: this.#deps.clock.now() } as const;
    const settling = this.#settling(delivery, this.#deps.lease.node, { outcome, attempt: null, health: null });
    return new Promise((resolve) => {
      this.#settle(settling, [], (settled) => {
        if (settled.kind === "settled") this.#lanes.finish(delivery, null);
        else this.#lanes.lose(delivery);
        resolve(settled.kind === "settled");
      });
    });
  }

  async retry(delivery: DeliveryRef): Promise<"queued" | "under_way" | "unknown"> {
    const isGone = () => this.#deps.catalogue.now.webhook(delivery.webhookNo) === undefined;
    if (isGone()) return "unknown";
    const result = await this.#hand({ kind: "retry", ...delivery, now: this.#deps.clock.now() } as const, 100);
    if (result.kind === "queued" && isGone()) {
      // Deleted meanwhile, and what it was owed has been ended: nobody would look at this one.
      await this.cancel(delivery);
      return "unknown";
    }
    if (result.kind === "queued") {
      this.recover(delivery.webhookNo, true);
      return "queued";
    }
    if (result.kind === "unknown") return "unknown";
    return this.#lanes.hurry(delivery.webhookNo, delivery.seq) ? "queued" : "under_way";
  }

  #hand<E extends Parameters<Journal["submit"]>[0]>(entry: E, bytes: number) {
    type Good = Extract<Parameters<Parameters<typeof this.journal.submit<E>>[2]>[0], { ok: true }>;
    return new Promise<Good["result"]>((resolve, reject) => {
      this.journal.submit(entry, bytes, (outcome) => (outcome.ok ? resolve(outcome.result) : reject(outcome.error)));
    });
  }

  /** One attempt and its record. Resolves when the record is durable, or when the delivery is no longer ours. */
  async #send(delivery: OwedDelivery): Promise<SendOutcome> {
    const { lease, clock } = this.#deps;
    const { node } = lease;
    if (delivery.isCancelling) {
      await this.#endUnsent(delivery);
      return "answered";
    }
    const isTest = delivery.event.type === TEST_EVENT_TYPE;
    let made: MadeAttempt | null;
    try {
      made = await makeAttempt(
        {
          catalogue: this.#deps.catalogue,
          revisions: this.#revisions,
          egress: this.#deps.egress,
          clock,
          ids: this.#deps.ids,
          mayStillSend: () => this.#isCurrent(node) && (isTest || !this.#isHeld(delivery.webhookNo)),
        },
        delivery,
      );
    } catch (error) {
      this.#deps.onTrouble(error as Error);
      made = unbuilt(delivery, error as Error, clock.now(), this.#deps.ids);
    }
    if (made === null) {
      // Switched off at the last moment; or the lease is over, and with it what was in memory.
      if (this.#isCurrent(node)) this.#lanes.putBack(delivery);
      return "answered";
    }
    if (this.#isAbandoning && made.attempt.failure === "aborted") {
      this.#lanes.lose(delivery);
      return "unanswered";
    }
    const pulse = this.#pulseOf(delivery.webhookNo);
    const verdict = judge(this.#deps, delivery, made, pulse);
    const { outcome, health } = verdict;
    if (health) pulse.isTurning = true;
    this.#deps.metrics.attemptEnded(made.attempt.failure ?? "success", made.attempt.durationMs);
    const settling = this.#settling(delivery, node, { outcome, attempt: made.attempt, health });
    await new Promise<void>((resolve) => {
      this.#settle(settling, verdict.notices, (settled) => {
        if (health) pulse.isTurning = false;
        if (settled.kind === "settled") {
          if (health) this.#noteHealth(delivery.webhookNo, pulse, health);
          // One that was being cancelled has ended where another goes on.
          const goesOn = settled.ended === null && outcome.kind === "retry";
          this.#lanes.finish(delivery, goesOn ? outcome.due : null);
        } else this.#lanes.lose(delivery);
        resolve();
      });
    });
    if (made.attempt.failure === null) return "success";
    return made.attempt.statusCode === null ? "unanswered" : "answered";
  }

  /** Of a webhook that is gone nothing is kept. */
  #pulseOf(webhookNo: number): Pulse {
    const pulse = this.#pulses.get(webhookNo) ?? new Pulse();
    if (this.#deps.catalogue.now.webhook(webhookNo)) this.#pulses.set(webhookNo, pulse);
    return pulse;
  }

  #noteHealth(webhookNo: number, pulse: Pulse, health: Health): void {
    pulse.health = health;
    this.#deps.catalogue.noteHealth(webhookNo, health);
  }

  /** `node` is the lease that the delivery was taken under: a later one has not claimed it, or has claimed it anew. */
  #settling(delivery: OwedDelivery, node: NodeLease, what: Pick<Settling, "outcome" | "attempt" | "health">): Settling {
    const { webhookNo, seq, laneKey, event } = delivery;
    return { kind: "settle", webhookNo, seq, type: event.type, laneKey, node, ...what };
  }

  #isHeld(webhookNo: number): boolean {
    return !(this.#deps.catalogue.now.webhook(webhookNo)?.config.active ?? false);
  }

  #isCurrent(node: NodeLease): boolean {
    const { lease } = this.#deps;
    return lease.node === node && lease.holds();
  }

  #arrive(events: readonly NewEvent[], tickets: readonly (readonly (LaneTicket | null)[])[], node: NodeLease): void {
    if (this.#isCurrent(node)) arrive(events, tickets, this.#lanes);
    else leaveToStore(events, this.#lanes);
  }

  /** Records an outcome, with the notices it gives; again, matched anew, when the catalogue moved meanwhile. */
  #settle(settling: Settling, notices: Verdict["notices"], done: (settled: Settled) => void): void {
    const now = this.#deps.clock.now();
    const { version } = this.#deps.catalogue.now;
    const events = this.#toEvents(notices, now);
    const bytes = 500 + (settling.attempt?.responseBody?.length ?? 0) + 1000 * events.length;
    this.journal.submit({ ...settling, events, version, now }, bytes, (outcome) => {
      if (outcome.ok && outcome.result.kind === "settled") {
        this.#arrive(events, outcome.result.tickets, settling.node);
        if (outcome.result.ended !== null) this.#deps.metrics.deliveryEnded(outcome.result.ended);
        return done(outcome.result);
      }
      giveUp(events, this.#lanes);
      if (outcome.ok && outcome.result.kind === "stale") {
        return this.#afterCatalogueMoved(version, () => this.#settle(settling, notices, done));
      }
      if (outcome.ok) return done({ kind: "lost" });
      this.#deps.onTrouble(outcome.error);
      if (!(outcome.error instanceof EntryRefusedError)) return done({ kind: "lost" });
      const { attempt } = settling;
      const bare = attempt && { ...attempt, responseHeaders: null, responseBody: null, isResponseCut: true };
      this.#deps.clock.after(REFUSED_RETRY_MS, () => this.#settle({ ...settling, attempt: bare }, notices, done));
    });
  }

  #toEvents(notices: Verdict["notices"], now: number): NewEvent[] {
    const snapshot = this.#deps.catalogue.now;
    const site = snapshot.operatorSite();
    if (site === undefined) return [];
    return notices.map(({ type, data }) => {
      const request: EventRequest = {
        type,
        data: JSON.stringify(data),
        externalId: null,
        occurredAt: null,
        orderingKey: null,
      };
      return toNewEvent(snapshot, this.#deps.ids, this.#lanes, now, site.no, request);
    });
  }

  /** Another node, or a change that was committed a moment ago, moved the catalogue: go on with the new one. */
  #afterCatalogueMoved(version: number, go: () => void): void {
    const { catalogue } = this.#deps;
    if (catalogue.now.version !== version) go();
    else catalogue.load().then(go, (error) => this.#deps.onFault(error));
  }
}

function toAccepted(event: NewEvent): AcceptedEvent {
  return { seq: event.seq, type: event.type, deliveries: event.targets.length };
}

/** A request that could not be built is an attempt that failed: it is seen, and tried again in its time. */
function unbuilt(delivery: OwedDelivery, error: Error, now: number, ids: IdMaker): MadeAttempt {
  return {
    endedAt: now,
    retryAfter: null,
    attempt: {
      seq: ids.take(),
      deliverySeq: delivery.seq,
      number: delivery.attempts + 1,
      rev: delivery.rev,
      startedAt: now,
      durationMs: 0,
      statusCode: null,
      failure: "aborted",
      message: `The request could not be built: ${error.message}`,
      timings: { total_ms: 0 },
      requestHeaders: {},
      responseHeaders: null,
      responseBody: null,
      isResponseCut: false,
    },
  };
}
