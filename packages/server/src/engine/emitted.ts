import type { Catalogue } from "../catalogue/catalogue.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { EmitResult, EmittedEvent, LaneTicket, NewEvent, NodeLease, UnfitRow } from "../store/journal-entry.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Arrivals, giveUp, toNewEvent, weightOf } from "./accept.ts";
import { idempotencyOf } from "./idempotency.ts";
import { joining, toAccepted } from "./intake.ts";
import type { Journal, JournalCallback } from "./journal.ts";
import type { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import type { AcceptedEvent, AcceptRequest, EventRequest } from "./requests.ts";

/** A row of the outbox that is fit to be an event. */
export interface EmittedRequest {
  no: bigint;
  siteNo: number;
  event: EventRequest;
  idempotency: AcceptRequest["idempotency"];
  /** What a request with the same key, sent by HTTP, is answered. */
  toAnswer(event: AcceptedEvent): string;
}

/** Rows of the outbox, in their order, as judged with the catalogue at `version`. */
export interface EmittedPage {
  version: number;
  events: readonly EmittedRequest[];
  unfit: readonly UnfitRow[];
}

export interface EmittedDeps {
  journal: Journal;
  lanes: Lanes;
  catalogue: Catalogue;
  arrivals: Arrivals;
  clock: Clock;
  ids: IdMaker;
  lease: Lease;
  metrics: Pick<Metrics, "eventsAccepted">;
}

const ENTRY_BYTES = 200;

/** The way in for what applications emit inside their own transactions: a page of rows becomes events in one commit. */
export class Emitted {
  readonly #deps: EmittedDeps;

  constructor(deps: EmittedDeps) {
    this.#deps = deps;
  }

  /**
   * What became of each event of the page; `stale` when the catalogue has moved since the page was judged, and is known
   * as it is now. Rejects with `EntryRefusedError` when something in the page cannot be written, and with Problem
   * `unavailable` while the store is away: the rows are then still there, or have become events.
   */
  take(page: EmittedPage): Promise<EmitResult> {
    const { catalogue, lease } = this.#deps;
    if (!lease.holds()) return Promise.reject(joining());
    if (catalogue.now.version !== page.version) return Promise.resolve({ kind: "stale" });
    return new Promise((resolve, reject) => this.#take(page, resolve, reject));
  }

  #take(page: EmittedPage, resolve: (result: EmitResult) => void, reject: (error: Error) => void): void {
    const { journal, lanes, catalogue, arrivals, ids, clock } = this.#deps;
    const snapshot = catalogue.now;
    const { version } = snapshot;
    const now = clock.now();
    const emitted = page.events.map(({ no, siteNo, event: asked, idempotency, toAnswer }): EmittedEvent => {
      const event = toNewEvent(snapshot, ids, lanes, now, siteNo, asked);
      return { no, event, idempotency: idempotency && idempotencyOf(siteNo, idempotency, toAnswer(toAccepted(event))) };
    });
    const events = emitted.map(({ event }) => event);
    const node = arrivals.taker;
    const entry = { kind: "emit", version, events: emitted, unfit: page.unfit, now, node } as const;
    const bytes = events.reduce((sum, event) => sum + weightOf(event), ENTRY_BYTES);
    const done: JournalCallback<typeof entry> = (outcome) => {
      if (!outcome.ok) {
        giveUp(events, lanes);
        return reject(outcome.error);
      }
      if (outcome.result.kind === "stale") {
        giveUp(events, lanes);
        return catalogue.afterMove(version, () => resolve({ kind: "stale" }), reject);
      }
      this.#arrive(events, outcome.result, node);
      resolve(outcome.result);
    };
    journal.submit(entry, bytes, done, reject);
  }

  #arrive(events: readonly NewEvent[], { fates }: Extract<EmitResult, { kind: "emitted" }>, node: NodeLease): void {
    const { arrivals, lanes, metrics } = this.#deps;
    const accepted: NewEvent[] = [];
    const tickets: (readonly (LaneTicket | null)[])[] = [];
    for (const [at, event] of events.entries()) {
      const fate = fates[at]!;
      if (fate.kind !== "accepted") {
        giveUp([event], lanes);
        continue;
      }
      accepted.push(event);
      tickets.push(fate.tickets);
    }
    arrivals.arrive(accepted, tickets, node);
    metrics.eventsAccepted(accepted.length);
  }
}
