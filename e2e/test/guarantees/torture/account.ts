/** The account: what was acknowledged, what arrived, in which order, and whether each repeat has its reason. */
import type { Customers } from "./customers.ts";
import { findDisorder } from "./order.ts";
import type { Delivery } from "./record.ts";
import { judgeRepeats, type Kill } from "./repeats.ts";
import type { Sent } from "./senders.ts";
import { WEBHOOKS } from "./webhooks.ts";

export interface Evidence {
  sent: readonly Sent[];
  customers: Customers;
  deliveries: readonly Delivery[];
  killed: readonly Kill[];
}

export interface Account {
  seed: number;
  seconds: number;
  /** In all: under load, and while it was starting. */
  kills: number;
  killedUnderLoad: number;
  requests: number;
  acknowledgedEvents: number;
  /** Requests whose answer a kill swallowed, and how many of those had been kept all the same. */
  unanswered: { requests: number; kept: number };
  /** Requests repeated under their idempotency key after a kill, and how many the hub knew from before. */
  repeatedUnderKey: { requests: number; replayed: number };
  deliveries: number;
  recordedAttempts: number;
  arrivals: number;
  /** Requests that came although an earlier one had been answered or begun: each an attempt that a kill left unrecorded. */
  unrecordedAttempts: number;
  /** How long before a kill the oldest answer was that it left unrecorded. */
  oldestUnrecordedMs: number;
  /** Everything that must not be. Empty when every promise was kept. */
  broken: {
    lost: string[];
    notEnded: string[];
    doubled: string[];
    halfBatches: string[];
    disorder: string[];
    unexplainedRepeats: string[];
    forged: string[];
  };
}

type Totals = Omit<Account, "seed" | "seconds" | "killedUnderLoad">;

export function drawUp(evidence: Evidence): Totals {
  const { sent, customers, deliveries, killed } = evidence;
  const idsOf = eventIdsByRef(customers);
  const isKept = (request: Sent) => request.events.every(({ ref }) => idsOf.has(ref));
  const acknowledged = sent.filter((request) => request.acknowledgedAt !== null);
  const unanswered = sent.filter((request) => request.acknowledgedAt === null);
  const repeated = acknowledged.filter((request) => request.tries > 1);
  const repeats = judgeRepeats(evidence);
  return {
    kills: killed.length,
    requests: sent.length,
    acknowledgedEvents: acknowledged.reduce((sum, request) => sum + request.events.length, 0),
    unanswered: { requests: unanswered.length, kept: unanswered.filter(isKept).length },
    repeatedUnderKey: {
      requests: repeated.length,
      replayed: repeated.filter((request) => request.wasReplayed).length,
    },
    deliveries: deliveries.length,
    recordedAttempts: deliveries.reduce((sum, delivery) => sum + delivery.log.length, 0),
    arrivals: customers.count(),
    unrecordedAttempts: repeats.unrecorded,
    oldestUnrecordedMs: repeats.oldestUnrecordedMs,
    broken: {
      lost: findLost(acknowledged, evidence),
      notEnded: deliveries.filter(({ status }) => status !== "success").map(nameOf),
      doubled: findDoubled(idsOf, deliveries),
      halfBatches: sent.filter((request) => isHalfKept(request, idsOf)).map((request) => `ref ${refOf(request)}`),
      disorder: findDisorder(sent, customers),
      unexplainedRepeats: repeats.unexplained,
      forged: findForged(customers),
    },
  };
}

export function countBroken({ broken }: Account): number {
  return Object.values(broken).reduce((sum, list) => sum + list.length, 0);
}

/** An acknowledged event that some webhook was owed and did not take, or of which the hub has no delivery. */
function findLost(acknowledged: readonly Sent[], { customers, deliveries }: Evidence): string[] {
  const lost: string[] = [];
  const recorded = new Set(deliveries.map(nameOf));
  for (const { name, events } of WEBHOOKS) {
    const taken = new Set(customers.arrivalsAt(name).flatMap(({ status, ref }) => (status === 200 ? [ref] : [])));
    for (const request of acknowledged) {
      for (const [i, { ref, kind }] of request.events.entries()) {
        if (!events.some((pattern) => takes(pattern, kind))) continue;
        if (!taken.has(ref)) lost.push(`ref ${ref} never arrived at ${name}`);
        const id = request.eventIds[i];
        if (id !== undefined && !recorded.has(`${id} at ${name}`)) lost.push(`${id} has no delivery at ${name}`);
      }
    }
  }
  return lost;
}

/** One event sent, two kept; or two deliveries of one event to one webhook. */
function findDoubled(idsOf: Map<number, Set<string>>, deliveries: readonly Delivery[]): string[] {
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

/** A signature that does not hold, or bytes that differ from one attempt to the next. */
function findForged(customers: Customers): string[] {
  const forged: string[] = [];
  for (const { name } of WEBHOOKS) {
    const hashOf = new Map<string, string>();
    for (const { eventId, bodyHash, isGenuine } of customers.arrivalsAt(name)) {
      if (!isGenuine) forged.push(`${eventId} at ${name}: its signature does not hold`);
      if ((hashOf.get(eventId) ?? bodyHash) !== bodyHash) forged.push(`${eventId} at ${name}: its bytes changed`);
      hashOf.set(eventId, bodyHash);
    }
  }
  return forged;
}

function eventIdsByRef(customers: Customers): Map<number, Set<string>> {
  const idsOf = new Map<number, Set<string>>();
  for (const { name } of WEBHOOKS) {
    for (const { ref, eventId } of customers.arrivalsAt(name)) {
      const ids = idsOf.get(ref) ?? new Set();
      idsOf.set(ref, ids.add(eventId));
    }
  }
  return idsOf;
}

function isHalfKept({ events }: Sent, idsOf: Map<number, Set<string>>): boolean {
  const kept = events.filter(({ ref }) => idsOf.has(ref)).length;
  return kept > 0 && kept < events.length;
}

function takes(pattern: string, kind: string): boolean {
  return pattern === "*" || pattern === kind || (pattern.endsWith(".*") && kind.startsWith(pattern.slice(0, -1)));
}

function nameOf({ eventId, customer }: Delivery): string {
  return `${eventId} at ${customer}`;
}

function refOf(request: Sent): number {
  return request.events[0]!.ref;
}
