/** How long what a node had was left lying when something happened to the node. */
import type { Evidence } from "../../../account/findings.ts";
import { takes } from "../../../account/webhooks.ts";
import { describe, type Happened } from "./faults.ts";

/** Times are milliseconds since 1970. */
interface Owed {
  name: string;
  /** Its ordered lane; null when it has none. */
  lane: string | null;
  acknowledgedAt: number;
  takenAt: number;
}

export interface Takeover {
  fault: string;
  /** Deliveries that were acknowledged and not yet taken when it happened, at whichever node. */
  owed: number;
  /** Until the last of them was taken. */
  longestMs: number;
}

export interface WaitsJudged {
  /** For each fault that takes a node away, and that nothing else disturbed. */
  takeovers: Takeover[];
  /** Of any delivery, from its acknowledgement or from the last fault that could have hit it. */
  longestWaitMs: number;
  /** Of that, the longest in which nothing before it in its lane was taken either. */
  longestStandstillMs: number;
  tooLong: string[];
}

export const TAKEOVER_MS_MAX = 30_000;

export function judgeWaits(evidence: Evidence, happened: readonly Happened[]): WaitsJudged {
  const owed = owedIn(evidence);
  const judged: WaitsJudged = { takeovers: [], longestWaitMs: 0, longestStandstillMs: 0, tooLong: [] };
  // While the database is away nobody takes over; when a node goes away, what it has is taken over anew.
  const resets = happened
    .map(({ fault, from, to }) => (fault.kind === "database" ? to : from))
    .toSorted((a, b) => a - b);
  const lastIn = new Map<string, number>();
  for (const { name, lane, acknowledgedAt, takenAt } of owed.toSorted((a, b) => a.takenAt - b.takenAt)) {
    const since = Math.max(acknowledgedAt, resets.findLast((reset) => reset <= takenAt) ?? 0);
    // Behind others it waits for its turn: a backlog is worked off one by one.
    const standstillMs = takenAt - Math.max(since, (lane !== null && lastIn.get(lane)) || 0);
    if (lane !== null) lastIn.set(lane, takenAt);
    judged.longestWaitMs = Math.max(judged.longestWaitMs, takenAt - since);
    judged.longestStandstillMs = Math.max(judged.longestStandstillMs, standstillMs);
    if (standstillMs > TAKEOVER_MS_MAX) judged.tooLong.push(`${name} lay for ${Math.round(standstillMs)} ms`);
  }
  for (const one of happened) {
    const { fault, from } = one;
    if (fault.kind !== "kill" && fault.kind !== "freeze" && fault.kind !== "cut") continue;
    const held = owed.filter(({ acknowledgedAt, takenAt }) => acknowledgedAt <= from && takenAt > from);
    const until = Math.max(from, ...held.map(({ takenAt }) => takenAt));
    const isDisturbed = happened.some((other) => other !== one && other.from <= until && other.to >= from);
    if (isDisturbed) continue;
    judged.takeovers.push({ fault: describe(fault), owed: held.length, longestMs: Math.round(until - from) });
  }
  return judged;
}

/** Every delivery of an acknowledged event that was taken at last. */
function owedIn({ wishes, sent, customers }: Evidence): Owed[] {
  const owed: Owed[] = [];
  for (const wish of wishes) {
    const takenAt = new Map<number, number>();
    for (const { ref, status, answeredAt } of customers.arrivalsAt(wish.name)) {
      if (status === 200 && answeredAt !== null && !takenAt.has(ref)) takenAt.set(ref, answeredAt);
    }
    for (const { events, acknowledgedAt } of sent) {
      if (acknowledgedAt === null) continue;
      for (const { ref, kind, orderingKey } of events) {
        const taken = takenAt.get(ref);
        if (taken === undefined || !takes(wish, kind)) continue;
        owed.push({
          name: `ref ${ref} for ${wish.name}`,
          lane: wish.ordering === "none" ? null : `${wish.name} ${orderingKey ?? ""}`,
          acknowledgedAt: performance.timeOrigin + acknowledgedAt,
          takenAt: taken,
        });
      }
    }
  }
  return owed;
}
