import type { Catalogue } from "../catalogue/catalogue.ts";
import { innerRoomOf } from "../catalogue/inner-webhook.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Health } from "../model/webhook.ts";
import type { NewEvent, NodeLease, OwedDelivery, SettleEntry, SettleResult } from "../store/journal-entry.ts";
import { StoreUnavailableError } from "../store/store.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Arrivals, giveUp, toNewEvent, weightOf, weightOfItems } from "./accept.ts";
import type { MadeAttempt, Postponed } from "./attempt.ts";
import { countAttempt } from "./count-attempt.ts";
import type { Effects } from "./inner.ts";
import { EntryRefusedError, type Journal } from "./journal.ts";
import type { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import { isOfDelivery, judge, Pulse, type Verdict } from "./settle.ts";

export interface RecordsDeps {
  journal: Journal;
  lanes: Lanes;
  catalogue: Catalogue;
  arrivals: Arrivals;
  clock: Clock;
  random: Random;
  ids: IdMaker;
  lease: Lease;
  metrics: Pick<Metrics, "attemptEnded" | "deliveryEnded" | "innerFailed">;
  figures: FigureCounts;
  failingAfter: number;
  /** The store failed as a whole. */
  onFault(error: Error): void;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

type Settling = Omit<SettleEntry, "events" | "version" | "now" | "moderation">;
/** What became of a settlement: `lost` is also what nobody can know. */
type Settled =
  | Extract<SettleResult, { kind: "settled" | "lost" | "moved" }>
  /** The store cannot keep what comes with it. */
  | { kind: "refused"; message: string };

/** What is told and written with a settlement. */
interface Following {
  /** For the operator. */
  notices: Verdict["notices"];
  /** Of what the hub did by itself; null: it was sent. */
  effects: Effects | null;
}

const NOTHING: Following = { notices: [], effects: null };

/** A settlement that the store refused is handed in again after this, from then on without the receiver's words. */
const REFUSED_RETRY_MS = 1_000;
/** The catalogue is asked for again after this, while the store is away. */
const AWAY_RETRY_MS = 500;
/** What a settlement weighs in the journal by itself. */
const SETTLE_BYTES = 500;
/** Then it is left: the delivery is found again at the next start. */
const REFUSED_TRIES_MAX = 5;

/** What became of attempts, made durable: the outcome, the webhook's health and the operator's notices in one commit. */
export class Records {
  readonly #deps: RecordsDeps;
  readonly #pulses = new Map<number, Pulse>();

  constructor(deps: RecordsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the attempt is recorded, and its lane knows what follows; or when the delivery is no longer ours. */
  async record(delivery: OwedDelivery, node: NodeLease, made: MadeAttempt): Promise<void> {
    const { lanes, metrics, figures } = this.#deps;
    const pulse = this.#pulseOf(delivery.webhookNo);
    const verdict = judge(this.#deps, delivery, made, pulse);
    const { outcome, health } = verdict;
    if (health) pulse.isTurning = true;
    const { effects = null } = made;
    if (effects === null) metrics.attemptEnded(made.attempt.failure ?? "success", made.attempt.durationMs);
    else if (made.attempt.failure !== null) this.#noteInnerFailure(delivery);
    const settling = this.#settling(delivery, node, { outcome, attempt: made.attempt, health });
    await new Promise<void>((resolve) => {
      this.#settle(settling, { notices: verdict.notices, effects }, (settled) => {
        if (health) pulse.isTurning = false;
        if (settled.kind === "settled") {
          if (health) this.#noteHealth(delivery.webhookNo, pulse, health);
          // One that was being cancelled has ended where another goes on.
          const goesOn = settled.ended === null && outcome.kind === "retry";
          if (effects === null) countAttempt(figures, delivery, made, settled.ended);
          const next = goesOn ? { due: outcome.due, attempts: made.attempt.number } : null;
          lanes.finish(delivery, next, settled.isMoreInLane);
        } else if (settled.kind === "moved") lanes.putBack(delivery);
        else if (settled.kind === "refused") return resolve(this.record(delivery, node, unkept(made, settled.message)));
        else lanes.lose(delivery);
        resolve();
      });
    });
  }

  /** Ends a delivery that is being cancelled before anything (more) of it was sent. False when it is not ours to end. */
  endUnsent(delivery: OwedDelivery): Promise<boolean> {
    const { lanes, lease, clock, figures } = this.#deps;
    const outcome = { kind: "end", status: "cancelled", endedAt: clock.now() } as const;
    const settling = this.#settling(delivery, lease.node, { outcome, attempt: null, health: null });
    return new Promise((resolve) => {
      this.#settle(settling, NOTHING, (settled) => {
        if (settled.kind === "settled") {
          if (settled.ended !== null) figures.deliveryEnded(delivery.webhookNo, delivery.event.siteNo, settled.ended);
          lanes.finish(delivery, null, settled.isMoreInLane);
        } else lanes.lose(delivery);
        resolve(settled.kind === "settled");
      });
    });
  }

  /** Leaves it to a later time, before anything (more) of it was sent. Resolves when that is durable, or it is not ours. */
  postpone(delivery: OwedDelivery, node: NodeLease, postponed: Postponed): Promise<void> {
    const { lanes } = this.#deps;
    const { postponedTo: due, effects = null } = postponed;
    const settling = this.#settling(delivery, node, { outcome: { kind: "retry", due }, attempt: null, health: null });
    return new Promise((resolve) => {
      this.#settle(settling, { notices: [], effects }, (settled) => {
        const next = settled.kind === "settled" && settled.ended === null ? { due, attempts: delivery.attempts } : null;
        if (settled.kind === "settled") lanes.finish(delivery, next, settled.isMoreInLane);
        else if (settled.kind === "moved") lanes.putBack(delivery);
        else if (settled.kind === "refused") {
          return resolve(this.postpone(delivery, node, { postponedTo: due, effects: NO_EFFECTS }));
        } else lanes.lose(delivery);
        resolve();
      });
    });
  }

  /** Another node turned the health of some webhook: the catalogue knows it, and nothing said here before counts. */
  forgetHealth(): void {
    for (const pulse of this.#pulses.values()) pulse.health = null;
  }

  /** The webhook is gone, and with it what was known of how it answers. */
  forget(webhookNo: number): void {
    this.#pulses.delete(webhookNo);
  }

  /** Of a webhook that is gone nothing is kept. */
  #pulseOf(webhookNo: number): Pulse {
    const pulse = this.#pulses.get(webhookNo) ?? new Pulse();
    if (this.#deps.catalogue.now.webhook(webhookNo)) this.#pulses.set(webhookNo, pulse);
    return pulse;
  }

  #noteInnerFailure({ webhookNo }: OwedDelivery): void {
    const { catalogue, metrics } = this.#deps;
    const room = innerRoomOf(catalogue.now.webhook(webhookNo)?.config ?? {});
    if (room !== null) metrics.innerFailed(room);
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

  /** Records an outcome, with the notices it gives; again, matched anew, when the catalogue moved meanwhile. */
  #settle(settling: Settling, following: Following, done: (settled: Settled) => void, tries = 1): void {
    const { journal, lanes, catalogue, arrivals, clock, metrics, onTrouble } = this.#deps;
    const now = clock.now();
    const { version } = catalogue.now;
    const events = this.#toEvents(following, now);
    const moderation = following.effects?.moderation;
    const own = SETTLE_BYTES + (settling.attempt?.responseBody?.length ?? 0) + weightOfItems(moderation);
    const bytes = events.reduce((sum, event) => sum + weightOf(event), own);
    const entry = { ...settling, events, version, ...(moderation && { moderation }), now };
    journal.submit(entry, bytes, (outcome) => {
      if (outcome.ok && outcome.result.kind === "settled") {
        arrivals.arrive(events, outcome.result.tickets, settling.node);
        const { ended } = outcome.result;
        if (ended !== null && following.effects === null) metrics.deliveryEnded(ended);
        return done(outcome.result);
      }
      giveUp(events, lanes);
      if (outcome.ok && outcome.result.kind === "turned") {
        const notices = following.notices.filter(isOfDelivery);
        return this.#settle({ ...settling, health: null }, { ...following, notices }, done, tries);
      }
      if (outcome.ok && outcome.result.kind === "stale") {
        return this.#afterMove(version, () => this.#settle(settling, following, done, tries));
      }
      if (outcome.ok) return done({ kind: outcome.result.kind === "moved" ? "moved" : "lost" });
      onTrouble(outcome.error);
      const isRefused = outcome.error instanceof EntryRefusedError;
      if (isRefused && !isNothing(following.effects)) return done({ kind: "refused", message: outcome.error.message });
      if (!isRefused || tries === REFUSED_TRIES_MAX) return done({ kind: "lost" });
      const { attempt } = settling;
      const bare = attempt && { ...attempt, responseHeaders: null, responseBody: null, isResponseCut: true };
      clock.after(REFUSED_RETRY_MS, () => this.#settle({ ...settling, attempt: bare }, following, done, tries + 1));
    });
  }

  /** A store that is away is waited for: an attempt that was made is recorded. */
  #afterMove(version: number, go: () => void): void {
    const { catalogue, clock, onFault } = this.#deps;
    catalogue.afterMove(version, go, (error) => {
      if (!(error instanceof StoreUnavailableError)) onFault(error);
      else clock.after(AWAY_RETRY_MS, () => this.#afterMove(version, go));
    });
  }

  #toEvents({ notices, effects }: Following, now: number): NewEvent[] {
    const { lanes, catalogue, ids } = this.#deps;
    const snapshot = catalogue.now;
    const site = snapshot.operatorSite();
    const told = notices.flatMap(({ type, data }) => {
      const request = { type, data: JSON.stringify(data), externalId: null, occurredAt: null, orderingKey: null };
      return site === undefined ? [] : [{ ...request, siteNo: site.no }];
    });
    return [...(effects?.events ?? []), ...told].map((request) =>
      toNewEvent(snapshot, ids, lanes, now, request.siteNo, request),
    );
  }
}

const NO_EFFECTS: Effects = { events: [], moderation: null };

function isNothing(effects: Effects | null): boolean {
  return effects === null || (effects.events.length === 0 && effects.moderation === null);
}

/** The same attempt, in vain: it is tried again by its schedule, and somebody hears of it in the end. */
function unkept(made: MadeAttempt, why: string): MadeAttempt {
  const message = `What came of it cannot be kept: ${why}`;
  return { ...made, attempt: { ...made.attempt, failure: "aborted", message }, effects: NO_EFFECTS };
}
