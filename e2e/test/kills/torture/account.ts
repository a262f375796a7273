/** The account: what was acknowledged, what arrived, in which order, and whether each repeat has its reason. */
import {
  type Evidence,
  eventIdsByRef,
  findDoubled,
  findForged,
  findHalfBatches,
  findLost,
  nameOf,
} from "../../../account/findings.ts";
import { findDisorder } from "../../../account/order.ts";
import type { Sent } from "../../../account/sent.ts";
import { judgeRepeats, type Killing } from "./repeats.ts";

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

export function drawUp(evidence: Evidence, killed: Killing): Totals {
  const { wishes, sent, customers, deliveries } = evidence;
  const idsOf = eventIdsByRef(evidence);
  const isKept = (request: Sent) => request.events.every(({ ref }) => idsOf.has(ref));
  const acknowledged = sent.filter((request) => request.acknowledgedAt !== null);
  const unanswered = sent.filter((request) => request.acknowledgedAt === null);
  const repeated = acknowledged.filter((request) => request.tries > 1);
  const repeats = judgeRepeats(evidence, killed);
  return {
    kills: killed.kills.length,
    requests: sent.length,
    acknowledgedEvents: acknowledged.reduce((sum, request) => sum + request.events.length, 0),
    unanswered: { requests: unanswered.length, kept: unanswered.filter(isKept).length },
    repeatedUnderKey: {
      requests: repeated.length,
      replayed: repeated.filter((request) => request.wasReplayed).length,
    },
    deliveries: deliveries.length,
    recordedAttempts: deliveries.reduce((sum, delivery) => sum + delivery.attempts, 0),
    arrivals: customers.count(),
    unrecordedAttempts: repeats.unrecorded,
    oldestUnrecordedMs: repeats.oldestUnrecordedMs,
    broken: {
      lost: findLost(evidence),
      notEnded: deliveries.filter(({ status }) => status !== "success").map(nameOf),
      doubled: findDoubled(idsOf, deliveries),
      halfBatches: findHalfBatches(sent, idsOf),
      disorder: findDisorder(sent, customers, wishes),
      unexplainedRepeats: repeats.unexplained,
      forged: findForged(evidence),
    },
  };
}

export function countBroken({ broken }: Account): number {
  return Object.values(broken).reduce((sum, list) => sum + list.length, 0);
}
