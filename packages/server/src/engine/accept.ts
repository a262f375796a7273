import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import { ID_STEP, type IdMaker } from "../model/ids.ts";
import {
  type CarriedTarget,
  type LaneTicket,
  type NewEvent,
  NOBODY,
  type NodeLease,
  type OwedDelivery,
  type Target,
} from "../store/journal-entry.ts";
import type { ModerationWrites } from "../store/moderating.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Lanes } from "./lanes.ts";
import { laneKeyOf, takersOf } from "./match.ts";
import type { EventRequest } from "./requests.ts";
import { firstDelayMs } from "./retry.ts";
import type { Words } from "./words.ts";

/** An event matched with the catalogue at one version, ready for the journal. */
export function toNewEvent(
  snapshot: Snapshot,
  ids: IdMaker,
  lanes: Lanes,
  now: number,
  siteNo: number,
  request: EventRequest,
): NewEvent {
  const webhooks = takersOf(snapshot, siteNo, request, false);
  const seq = ids.take(1 + webhooks.length);
  return matched(request, seq, siteNo, null, toTargets(webhooks, request, lanes, now));
}

/**
 * The events that an inbound message tells of, matched in the same way. A webhook whose contract passes requests on gets
 * one delivery for the whole message, in the lane of the first of its events that it takes.
 */
export function toNewEvents(
  snapshot: Snapshot,
  ids: IdMaker,
  lanes: Lanes,
  now: number,
  siteNo: number,
  requests: readonly EventRequest[],
  messageSeq: bigint,
): { events: NewEvent[]; carried: CarriedTarget[] } {
  const takers = requests.map((request) => takersOf(snapshot, siteNo, request, true));
  const carried = toCarried(takers, requests, lanes, now);
  const events = requests.map((request, place) => {
    const webhooks = takers[place]!.filter(({ contract }) => contract.passOn === undefined);
    const seq = ids.take(1 + webhooks.length + carried.length);
    return matched(request, seq, siteNo, messageSeq, toTargets(webhooks, request, lanes, now));
  });
  return { events, carried };
}

function toCarried(
  takers: readonly (readonly CataloguedWebhook[])[],
  requests: readonly EventRequest[],
  lanes: Lanes,
  now: number,
): CarriedTarget[] {
  const places = new Map<CataloguedWebhook, number[]>();
  for (const [place, webhooks] of takers.entries()) {
    for (const webhook of webhooks) {
      if (webhook.contract.passOn === undefined) continue;
      const among = places.get(webhook);
      if (among === undefined) places.set(webhook, [place]);
      else among.push(place);
    }
  }
  return [...places].map(([webhook, among]) => {
    const { orderingKey } = requests[among[0]!]!;
    return { target: toTarget(webhook, orderingKey, lanes, now), among };
  });
}

function matched(
  { type, orderingKey, externalId, occurredAt, data }: EventRequest,
  seq: bigint,
  siteNo: number,
  messageSeq: bigint | null,
  targets: readonly Target[],
): NewEvent {
  return { seq, siteNo, type, orderingKey, externalId, occurredAt, payload: data, messageSeq, targets };
}

function toTargets(webhooks: readonly CataloguedWebhook[], request: EventRequest, lanes: Lanes, now: number): Target[] {
  return webhooks.map((webhook) => toTarget(webhook, request.orderingKey, lanes, now));
}

function toTarget(webhook: CataloguedWebhook, orderingKey: string | null, lanes: Lanes, now: number): Target {
  const laneKey = laneKeyOf(webhook, orderingKey);
  const delayMs = firstDelayMs(webhook.terms.schedule);
  const isClaimed = laneKey === null && delayMs === 0 && lanes.reserve(webhook.no);
  return { webhookNo: webhook.no, rev: webhook.rev, due: now + delayMs, isClaimed, laneKey };
}

/** Gives back what was reserved for events that were not accepted. */
export function giveUp(events: readonly NewEvent[], lanes: Lanes): void {
  for (const event of events) giveUpTargets(event.targets, lanes);
}

export function giveUpTargets(targets: readonly Target[], lanes: Lanes): void {
  for (const target of targets) if (target.isClaimed) lanes.giveUp(target.webhookNo);
}

export interface ArrivalsDeps {
  lanes: Lanes;
  words: Pick<Words, "say">;
  figures: Pick<FigureCounts, "eventAccepted" | "deliveryOwed">;
  /** False: what is accepted here is for other nodes to deliver. */
  delivers: boolean;
  node(): NodeLease;
  isCurrent(node: NodeLease): boolean;
}

/** Where events go when they are committed. */
export class Arrivals {
  readonly #deps: ArrivalsDeps;

  constructor(deps: ArrivalsDeps) {
    this.#deps = deps;
  }

  /** Who takes what is accepted here. */
  get taker(): NodeLease {
    return this.#deps.delivers ? this.#deps.node() : NOBODY;
  }

  /** Whether what was committed under this lease may still be taken as ours. */
  isOurs(node: NodeLease): boolean {
    return this.#deps.isCurrent(node);
  }

  /** Puts what was committed into its lanes. */
  arrive(events: readonly NewEvent[], tickets: readonly (readonly (LaneTicket | null)[])[], node: NodeLease): void {
    for (const event of events) this.count(event);
    if (!this.#deps.delivers) this.#callOthers(events);
    else if (!this.#deps.isCurrent(node)) this.leaveToStore(events);
    else this.#arriveHere(events, tickets);
  }

  /** An event was accepted, and is owed to its webhooks. */
  count({ siteNo, targets }: NewEvent): void {
    const { figures } = this.#deps;
    figures.eventAccepted(siteNo);
    for (const { webhookNo } of targets) figures.deliveryOwed(webhookNo, siteNo);
  }

  #arriveHere(events: readonly NewEvent[], tickets: readonly (readonly (LaneTicket | null)[])[]): void {
    for (const [index, event] of events.entries()) {
      for (const [place, target] of event.targets.entries()) {
        const ticket = tickets[index]![place]!;
        this.#deps.lanes.arrive(toOwed(event, target, place + 1, ticket), target.isClaimed, ticket);
      }
    }
  }

  /** The lease it was accepted under is over: what is owed waits in the store for whoever has the next one. */
  leaveToStore(events: readonly NewEvent[]): void {
    const { lanes } = this.#deps;
    giveUp(events, lanes);
    for (const { targets } of events) {
      for (const { webhookNo, laneKey } of targets) {
        if (laneKey === null) lanes.find(webhookNo, null);
        else lanes.findOrdered(webhookNo);
      }
    }
  }

  #callOthers(events: readonly NewEvent[]): void {
    const { words } = this.#deps;
    for (const { targets } of events) for (const { webhookNo } of targets) words.say({ kind: "look", webhookNo });
  }
}

/** What the event and its deliveries weigh in the journal, in bytes. */
export function weightOf(event: NewEvent): number {
  return 200 + event.payload.length + 100 * event.targets.length;
}

/** The same of an item with its job and its decision, beside its text. */
const ITEM_BYTES = 2_000;

export function weightOfItems(moderation: ModerationWrites | null | undefined): number {
  const items = moderation?.items ?? [];
  return items.reduce((sum, { item }) => sum + ITEM_BYTES + (item.content.text?.length ?? 0), 0);
}

export function toOwed(event: NewEvent, target: Target, place: number, ticket: LaneTicket | null): OwedDelivery {
  return {
    seq: event.seq + BigInt(place) * ID_STEP,
    webhookNo: target.webhookNo,
    rev: target.rev,
    due: target.due,
    attempts: 0,
    scheduleFrom: 0,
    laneKey: target.laneKey,
    laneSeq: ticket?.laneSeq ?? null,
    isCancelling: false,
    event,
  };
}
