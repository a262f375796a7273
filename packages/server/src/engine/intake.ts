import type { Catalogue } from "../catalogue/catalogue.ts";
import { Problem } from "../model/errors.ts";
import { TEST_EVENT_TYPE } from "../model/event-type.ts";
import { ID_STEP, type IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { NewEvent, NodeLease } from "../store/journal-entry.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Arrivals, giveUp, toNewEvent, toOwed, weightOf, weightOfItems } from "./accept.ts";
import type { Dispatcher } from "./dispatch.ts";
import { idempotencyOf, problemOf } from "./idempotency.ts";
import type { Journal, JournalCallback } from "./journal.ts";
import type { WebhookLanes } from "./lane.ts";
import type { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import type { Accepted, AcceptedEvent, AcceptRequest } from "./requests.ts";
import { testData } from "./test-event.ts";

export interface IntakeDeps {
  journal: Journal;
  lanes: Lanes;
  catalogue: Catalogue;
  arrivals: Arrivals;
  clock: Clock;
  ids: IdMaker;
  lease: Lease;
  metrics: Pick<Metrics, "eventsAccepted">;
  dispatcher: Dispatcher;
}

export interface SentTest {
  eventSeq: bigint;
  deliverySeq: bigint;
}

/** A test that was asked for, with its place kept. */
interface AskedTest {
  webhook: WebhookLanes;
  resolve: (sent: SentTest) => void;
  reject: (error: Error) => void;
}

/** The way in: events become durable, then arrive in their lanes, then are answered. */
export class Intake {
  readonly #deps: IntakeDeps;

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
  }

  accept(request: AcceptRequest): Promise<Accepted> {
    if (!this.#deps.lease.holds()) return Promise.reject(joining());
    return new Promise((resolve, reject) => this.#accept(request, resolve, reject));
  }

  async sendTest(webhookNo: number): Promise<SentTest> {
    const { dispatcher, lanes, lease } = this.#deps;
    if (!lease.holds()) throw joining();
    const webhook = lanes.of(webhookNo);
    if (!dispatcher.reserveTest(webhook)) {
      const detail = "Tests of this webhook are still waiting for its answer.";
      throw new Problem("overloaded", detail, { retryAfter: 5 });
    }
    return new Promise((resolve, reject) => this.#keepTest({ webhook, resolve, reject }));
  }

  #accept(request: AcceptRequest, resolve: (accepted: Accepted) => void, reject: (error: Error) => void): void {
    const { journal, lanes, catalogue, arrivals, ids, clock, metrics } = this.#deps;
    const { siteNo, moderation } = request;
    const now = clock.now();
    const snapshot = catalogue.now;
    const { version } = snapshot;
    const events = request.events.map((event) => toNewEvent(snapshot, ids, lanes, now, siteNo, event));
    const answer = request.toAnswer(events.map(toAccepted));
    const idempotency = request.idempotency && idempotencyOf(siteNo, request.idempotency, answer);
    const entry = {
      kind: "accept",
      version,
      events,
      idempotency,
      ...(moderation && { moderation }),
      now,
      node: arrivals.taker,
    } as const;
    const bytes = events.reduce((sum, event) => sum + weightOf(event), answer.length + weightOfItems(moderation));
    const done: JournalCallback<typeof entry> = (outcome) => {
      if (outcome.ok && outcome.result.kind === "accepted") {
        arrivals.arrive(events, outcome.result.tickets, entry.node);
        metrics.eventsAccepted(events.length);
        return resolve({ answer, isReplayed: false });
      }
      giveUp(events, lanes);
      if (!outcome.ok) return reject(outcome.error);
      const { result } = outcome;
      if (result.kind === "replayed") return resolve({ answer: result.answer, isReplayed: true });
      if (result.kind === "moved") return reject(itemMoved());
      if (result.kind === "key_reused" || result.kind === "external_id_taken") {
        return reject(problemOf(result, events, request));
      }
      catalogue.afterMove(version, () => this.#accept(request, resolve, reject), reject);
    };
    journal.submit(entry, bytes, done, reject);
  }

  /** Whoever asked may be told before it is kept that it takes too long: it is sent all the same. */
  #keepTest(asked: AskedTest): void {
    const { journal, catalogue, ids, clock, lease, dispatcher } = this.#deps;
    const { webhookNo } = asked.webhook;
    const fail = (error: Error) => {
      dispatcher.giveUpTest(asked.webhook);
      asked.reject(error);
    };
    const webhook = catalogue.now.webhook(webhookNo);
    if (webhook === undefined) {
      fail(new Problem("not_found", "The webhook does not exist (any more)."));
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
      messageSeq: null,
      targets: [{ webhookNo, rev: webhook.rev, due: now, isClaimed: true, laneKey: null }],
    };
    const entry = { kind: "accept", version, events: [event], idempotency: null, now, node: lease.node } as const;
    const done: JournalCallback<typeof entry> = (outcome) => {
      if (!outcome.ok) return fail(outcome.error);
      if (outcome.result.kind === "stale") {
        return catalogue.afterMove(version, () => this.#keepTest(asked), fail);
      }
      this.#sendKept(asked.webhook, event, entry.node);
      asked.resolve({ eventSeq: event.seq, deliverySeq: event.seq + ID_STEP });
    };
    journal.submit(entry, weightOf(event), done, asked.reject);
  }

  /** Not from here when the lease ended meanwhile. */
  #sendKept(webhook: WebhookLanes, event: NewEvent, node: NodeLease): void {
    const { arrivals, dispatcher } = this.#deps;
    arrivals.count(event);
    if (arrivals.isOurs(node)) {
      dispatcher.sendTest(webhook, toOwed(event, event.targets[0]!, 1, null));
      return;
    }
    dispatcher.giveUpTest(webhook);
    arrivals.leaveToStore([event]);
  }
}

/** Without a lease the number that ids are made with may be another node's by now. */
export function joining(): Problem {
  return new Problem("unavailable", "This node is about to join the others again.", { retryAfter: 1 });
}

function itemMoved(): Problem {
  return new Problem("conflict", "The item was changed at the same moment: read it again.");
}

export function toAccepted(event: NewEvent): AcceptedEvent {
  return { seq: event.seq, type: event.type, deliveries: event.targets.length };
}
