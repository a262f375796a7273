/** Order by first arrival, in every ordered lane. */
import type { Arrival, Customers } from "./customers.ts";
import type { Sent } from "./sent.ts";
import type { Wish } from "./webhooks.ts";

/** An event of a lane: when it was sent and acknowledged (`performance.now()`), and how it arrived. */
interface Place {
  ref: number;
  sentAt: number;
  /** Infinity when the acknowledgement never came: then it binds nobody after it. */
  acknowledgedAt: number;
  first: Arrival;
  /** When the receiver first answered 2xx. */
  takenAt: number;
}

export function findDisorder(sent: readonly Sent[], customers: Customers, wishes: readonly Wish[]): string[] {
  const lanes = new Map<string, Place[]>();
  for (const { name, ordering } of wishes) {
    if (ordering === "none") continue;
    for (const { place, orderingKey } of placesOf(sent, customers.arrivalsAt(name))) {
      const lane = ordering === "key" ? `${name}, ${orderingKey}` : name;
      const places = lanes.get(lane);
      if (places === undefined) lanes.set(lane, [place]);
      else places.push(place);
    }
  }
  return [...lanes].flatMap(([name, lane]) => disorderIn(name, lane));
}

/** Repeats in ordered lanes that came when a later event of their lane had come already. */
export function countLateRepeats(sent: readonly Sent[], customers: Customers, wishes: readonly Wish[]): number {
  const keyOf = new Map(sent.flatMap(({ events }) => events.map(({ ref, orderingKey }) => [ref, orderingKey])));
  let count = 0;
  for (const { name, ordering } of wishes) {
    if (ordering === "none") continue;
    const last = new Map<string | null, number>();
    const seen = new Set<number>();
    for (const { ref, sequence } of customers.arrivalsAt(name)) {
      const lane = ordering === "key" ? keyOf.get(ref)! : null;
      if (seen.has(ref) && sequence! < last.get(lane)!) count += 1;
      if (!seen.has(ref)) last.set(lane, sequence!);
      seen.add(ref);
    }
  }
  return count;
}

/** By first arrival. */
function placesOf(sent: readonly Sent[], arrivals: readonly Arrival[]) {
  const sentAs = new Map(sent.flatMap((request) => request.events.map((event) => [event.ref, { request, event }])));
  const places = new Map<number, { place: Place; orderingKey: string | null }>();
  for (const arrival of arrivals) {
    const known = places.get(arrival.ref);
    if (known === undefined) {
      const { request, event } = sentAs.get(arrival.ref)!;
      const place: Place = {
        ref: arrival.ref,
        sentAt: request.sentAt,
        acknowledgedAt: request.acknowledgedAt ?? Number.POSITIVE_INFINITY,
        first: arrival,
        takenAt: takenAt(arrival),
      };
      places.set(arrival.ref, { place, orderingKey: event.orderingKey });
    } else {
      known.place.takenAt = Math.min(known.place.takenAt, takenAt(arrival));
    }
  }
  return [...places.values()];
}

function takenAt({ status, answeredAt }: Arrival): number {
  return status === 200 && answeredAt !== null ? answeredAt : Number.POSITIVE_INFINITY;
}

function disorderIn(name: string, lane: readonly Place[]): string[] {
  const disorder: string[] = [];
  // From the last arrival back: whoever came later must not have been acknowledged before this one was even sent.
  let earliest: Place | undefined;
  for (const place of lane.toReversed()) {
    if (earliest !== undefined && earliest.acknowledgedAt < place.sentAt) {
      disorder.push(`${name}: ref ${place.ref} came before ref ${earliest.ref}, acknowledged before it was sent`);
    }
    if (earliest === undefined || place.acknowledgedAt < earliest.acknowledgedAt) earliest = place;
  }
  for (const [i, place] of lane.entries()) {
    const before = lane[i - 1];
    if (before === undefined) continue;
    if (before.takenAt > place.first.at)
      disorder.push(`${name}: ref ${place.ref} came before ref ${before.ref} had succeeded`);
    if (!(place.first.sequence! > before.first.sequence!))
      disorder.push(`${name}: ref ${place.ref} has a sequence that does not rise`);
  }
  return disorder;
}
