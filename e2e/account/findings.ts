/** What is wrong with what arrived, whatever was done to the hub. Each finding is a line that a person can follow up. */
import type { Arrival, Customers } from "./customers.ts";
import type { Delivery } from "./record.ts";
import type { Sent } from "./sent.ts";
import { takes, type Wish } from "./webhooks.ts";

export interface Evidence {
  wishes: readonly Wish[];
  sent: readonly Sent[];
  customers: Customers;
  deliveries: readonly Delivery[];
}

/** The arrivals of each delivery, by its name (`nameOf`), in their order. */
export function arrivalsByDelivery({ wishes, customers }: Pick<Evidence, "wishes" | "customers">) {
  const arrivalsOf = new Map<string, Arrival[]>();
  for (const { name } of wishes) {
    for (const arrival of customers.arrivalsAt(name)) {
      const key = nameOf({ eventId: arrival.eventId, customer: name });
      const list = arrivalsOf.get(key);
      if (list === undefined) arrivalsOf.set(key, [arrival]);
      else list.push(arrival);
    }
  }
  return arrivalsOf;
}

/** An acknowledged event that some webhook was owed and did not take, or of which the hub has no delivery. */
export function findLost({ wishes, sent, customers, deliveries }: Evidence): string[] {
  const lost: string[] = [];
  const recorded = new Set(deliveries.map(nameOf));
  const acknowledged = sent.filter((request) => request.acknowledgedAt !== null);
  for (const wish of wishes) {
    const { name } = wish;
    const taken = new Set(customers.arrivalsAt(name).flatMap(({ status, ref }) => (status === 200 ? [ref] : [])));
    for (const request of acknowledged) {
      for (const [i, { ref, kind }] of request.events.entries()) {
        if (!takes(wish, kind)) continue;
        if (!taken.has(ref)) lost.push(`ref ${ref} never arrived at ${name}`);
        const id = request.eventIds[i];
        if (id !== undefined && !recorded.has(`${id} at ${name}`)) lost.push(`${id} has no delivery at ${name}`);
      }
    }
  }
  return lost;
}

/** One event sent, two kept; or two deliveries of one event to one webhook. */
export function findDoubled(idsOf: Map<number, Set<string>>, deliveries: readonly Delivery[]): string[] {
  const doubled = [...idsOf]
    .filter(([, ids]) => ids.size > 1)
    .map(([ref, ids]) => `ref ${ref}: ${[...ids].join(", ")}`);
  const seen = new Set<string>();
  for (const delivery of deliveries) {
    const name = nameOf(delivery);
    if (seen.has(name)) doubled.push(name);
    seen.add(name);
  }
  return doubled;
}

/** A batch of which some was kept, and some was not. */
export function findHalfBatches(sent: readonly Sent[], idsOf: Map<number, Set<string>>): string[] {
  const halves = sent.filter(({ events }) => {
    const kept = events.filter(({ ref }) => idsOf.has(ref)).length;
    return kept > 0 && kept < events.length;
  });
  return halves.map(({ events }) => `ref ${events[0]!.ref}`);
}

/** A signature that does not hold, or bytes that differ from one attempt to the next. */
export function findForged({ wishes, customers }: Pick<Evidence, "wishes" | "customers">): string[] {
  const forged: string[] = [];
  for (const { name } of wishes) {
    const hashOf = new Map<string, string>();
    for (const { eventId, bodyHash, isGenuine } of customers.arrivalsAt(name)) {
      if (!isGenuine) forged.push(`${eventId} at ${name}: its signature does not hold`);
      if ((hashOf.get(eventId) ?? bodyHash) !== bodyHash) forged.push(`${eventId} at ${name}: its bytes changed`);
      hashOf.set(eventId, bodyHash);
    }
  }
  return forged;
}

/** Under which ids the sender's events arrived. */
export function eventIdsByRef({ wishes, customers }: Pick<Evidence, "wishes" | "customers">): Map<number, Set<string>> {
  const idsOf = new Map<number, Set<string>>();
  for (const { name } of wishes) {
    for (const { ref, eventId } of customers.arrivalsAt(name)) {
      const ids = idsOf.get(ref) ?? new Set();
      idsOf.set(ref, ids.add(eventId));
    }
  }
  return idsOf;
}

export function nameOf({ eventId, customer }: Pick<Delivery, "eventId" | "customer">): string {
  return `${eventId} at ${customer}`;
}
