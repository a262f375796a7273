import type { Catalogue } from "../catalogue/catalogue.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { CarriedTarget, NewEvent, ReceivedFate, ReceiveEntry } from "../store/journal-entry.ts";
import { writtenOf } from "../store/receiving.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Arrivals, giveUp, giveUpTargets, toNewEvents, weightOf } from "./accept.ts";
import { joining } from "./intake.ts";
import type { Journal, JournalCallback } from "./journal.ts";
import type { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import type { Messages } from "./messages.ts";
import type { EventRequest, Kept, ReceiveRequest } from "./requests.ts";

export interface ReceivingDeps {
  journal: Journal;
  lanes: Lanes;
  catalogue: Catalogue;
  arrivals: Arrivals;
  clock: Clock;
  ids: IdMaker;
  lease: Lease;
  messages: Pick<Messages, "keep">;
  metrics: Pick<Metrics, "eventsAccepted" | "messageReceived">;
  figures: Pick<FigureCounts, "messageReceived">;
}

/** A message with its id, and what it tells. */
interface Incoming {
  siteNo: number;
  message: ReceiveEntry["message"];
  requests: readonly EventRequest[];
}

const ENTRY_BYTES = 400;

/** The way in for what platforms send: a message and its events become durable in one commit. */
export class Receiving {
  readonly #deps: ReceivingDeps;

  constructor(deps: ReceivingDeps) {
    this.#deps = deps;
  }

  receive({ siteNo, message, toEvents }: ReceiveRequest): Promise<Kept> {
    const { lease, ids } = this.#deps;
    if (!lease.holds()) return Promise.reject(joining());
    return new Promise((resolve, reject) => {
      const seq = ids.take();
      this.#receive({ siteNo, message: { ...message, seq }, requests: toEvents(seq) }, resolve, reject);
    });
  }

  #receive(incoming: Incoming, resolve: (kept: Kept) => void, reject: (error: Error) => void): void {
    const { journal, lanes, catalogue, arrivals, ids, clock } = this.#deps;
    const { siteNo, message, requests } = incoming;
    const snapshot = catalogue.now;
    const { version } = snapshot;
    const now = clock.now();
    const { events, carried } = toNewEvents(snapshot, ids, lanes, now, siteNo, requests, message.seq);
    const entry = { kind: "receive", version, message, events, carried, now, node: arrivals.taker } as const;
    const done: JournalCallback<typeof entry> = (outcome) => {
      if (outcome.ok && outcome.result.kind === "received") {
        this.#arrive(entry, outcome.result.fates);
        this.#count(siteNo, entry, outcome.result.fates);
        return resolve(toKept(entry, outcome.result.fates));
      }
      this.#giveUp(events, carried);
      if (!outcome.ok) return reject(outcome.error);
      catalogue.afterMove(version, () => this.#receive(incoming, resolve, reject), reject);
    };
    journal.submit(entry, weigh(entry), done, reject);
  }

  /** What is new goes to its lanes; what was reserved for the rest is given back. */
  #arrive(entry: ReceiveEntry, fates: readonly ReceivedFate[]): void {
    const { arrivals, messages, metrics } = this.#deps;
    const taken = new Set(fates.flatMap((fate) => (fate.kind === "accepted" ? fate.carried : [])));
    this.#giveUp(
      entry.events.filter((_, place) => fates[place]!.kind === "duplicate"),
      entry.carried.filter((_, index) => !taken.has(index)),
    );
    const { events, tickets } = writtenOf(entry, fates);
    if (taken.size > 0) messages.keep(entry.message);
    arrivals.arrive(events, tickets, entry.node);
    metrics.eventsAccepted(events.length);
  }

  #count(siteNo: number, { message }: ReceiveEntry, fates: readonly ReceivedFate[]): void {
    const { catalogue, metrics, figures } = this.#deps;
    const isRepeat = fates.length > 0 && fates.every(({ kind }) => kind === "duplicate");
    const platform = catalogue.now.source(message.sourceNo)?.config.platform ?? "deleted";
    const verdict = isRepeat ? "duplicate" : message.verdict;
    metrics.messageReceived(platform, verdict, message.reason);
    figures.messageReceived(siteNo, verdict);
  }

  #giveUp(events: readonly NewEvent[], carried: readonly CarriedTarget[]): void {
    const { lanes } = this.#deps;
    giveUp(events, lanes);
    giveUpTargets(
      carried.map(({ target }) => target),
      lanes,
    );
  }
}

/** About how many bytes of the journal it takes. */
function weigh({ message, events }: ReceiveEntry): number {
  const headers = message.headers.reduce((sum, [name, value]) => sum + name.length + value.length + 8, 0);
  const own = ENTRY_BYTES + message.body.length + message.query.length + headers;
  return events.reduce((sum, event) => sum + weightOf(event), own);
}

function toKept({ message, events }: ReceiveEntry, fates: readonly ReceivedFate[]): Kept {
  return {
    messageSeq: message.seq,
    events: fates.map((fate, place) => {
      const { seq, type } = events[place]!;
      return fate.kind === "accepted" ? { seq, type, isNew: true } : { seq: fate.eventSeq, type, isNew: false };
    }),
  };
}
