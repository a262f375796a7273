/** The account of a run: what was acknowledged, what arrived, and whether everything has its reason. */
import {
  type Evidence,
  eventIdsByRef,
  findDoubled,
  findForged,
  findHalfBatches,
  findLost,
  nameOf,
} from "../../../account/findings.ts";
import { countLateRepeats, findDisorder } from "../../../account/order.ts";
import { describe, type Happened } from "./faults.ts";
import type { Load, Trouble } from "./load.ts";
import { judgeRepeats, type Whence } from "./repeats.ts";
import { judgeWaits, type Takeover } from "./waits.ts";

/** So long after a fault its node may still be finding its feet. */
const RECOVERED_MS = 3_000;

export interface Account {
  engine: string;
  seed: number;
  seconds: number;
  faults: Record<string, number>;
  requests: number;
  acknowledgedEvents: number;
  eventsPerSecond: number;
  /** Tries that did not end with a 202: the client went to another node with the same idempotency key. */
  troubles: Record<string, number>;
  /** Of those, 503s of a node to which nothing had happened, nor to the database, by what had happened last. */
  refusedByHealthyNodes: Record<string, number>;
  /** Requests that took more than one try, and how many of those had been kept before. */
  repeatedUnderKey: { requests: number; replayed: number };
  deliveries: number;
  recordedAttempts: number;
  arrivals: number;
  /** Requests at the receivers that are on no record, by the fault that explains them. */
  unrecordedAttempts: Record<string, number>;
  /** Of those, requests that a frozen node had begun, or had already decided on, and that came when it was woken. */
  sentOnWaking: number;
  /** Repeats on ordered webhooks that came after their successor. */
  lateRepeats: number;
  takeovers: Takeover[];
  longestTakeoverMs: number;
  longestWaitMs: number;
  longestStandstillMs: number;
  /** Everything that must not be. Empty when every promise was kept. */
  broken: {
    lost: string[];
    notEnded: string[];
    doubled: string[];
    halfBatches: string[];
    disorder: string[];
    unexplainedRepeats: string[];
    forged: string[];
    waitedTooLong: string[];
    endedByThemselves: string[];
  };
}

export interface Run {
  engine: string;
  seed: number;
  loadMs: number;
  seconds: number;
  load: Load;
  happened: readonly Happened[];
  whence: Whence;
  /** Nodes that nobody ended. */
  endedByThemselves: string[];
}

export function drawUp(evidence: Evidence, run: Run): Account {
  const { wishes, sent, customers, deliveries } = evidence;
  const { engine, seed, seconds, load, happened, whence, endedByThemselves } = run;
  const idsOf = eventIdsByRef(evidence);
  const acknowledgedEvents = load.acknowledgedEvents();
  const repeated = sent.filter((request) => request.tries > 1);
  const repeats = judgeRepeats(evidence, happened, whence);
  const waits = judgeWaits(evidence, happened);
  return {
    engine,
    seed,
    seconds,
    faults: Object.fromEntries(countBy(happened.map(({ fault }) => fault.kind))),
    requests: sent.length,
    acknowledgedEvents,
    eventsPerSecond: Math.round(acknowledgedEvents / (run.loadMs / 1000)),
    troubles: Object.fromEntries(countBy(load.troubles.map(({ what }) => what))),
    refusedByHealthyNodes: Object.fromEntries(
      countBy(
        load.troubles
          .filter((trouble) => isRefusedInHealth(trouble, happened))
          .map(({ at }) => {
            const last = happened.toSorted((a, b) => a.from - b.from).findLast(({ from }) => from <= at);
            return last === undefined ? "nothing" : describe(last.fault);
          }),
      ),
    ),
    repeatedUnderKey: {
      requests: repeated.length,
      replayed: repeated.filter(({ wasReplayed }) => wasReplayed).length,
    },
    deliveries: deliveries.length,
    recordedAttempts: deliveries.reduce((sum, { attempts }) => sum + attempts, 0),
    arrivals: customers.count(),
    unrecordedAttempts: repeats.unrecorded,
    sentOnWaking: repeats.onWaking,
    lateRepeats: countLateRepeats(sent, customers, wishes),
    takeovers: waits.takeovers,
    longestTakeoverMs: Math.max(0, ...waits.takeovers.map(({ longestMs }) => longestMs)),
    longestWaitMs: Math.round(waits.longestWaitMs),
    longestStandstillMs: Math.round(waits.longestStandstillMs),
    broken: {
      lost: findLost(evidence),
      notEnded: deliveries.filter(({ status }) => status !== "success").map(nameOf),
      doubled: findDoubled(idsOf, deliveries),
      halfBatches: findHalfBatches(sent, idsOf),
      disorder: findDisorder(sent, customers, wishes),
      unexplainedRepeats: repeats.unexplained,
      forged: findForged(evidence),
      waitedTooLong: waits.tooLong,
      endedByThemselves,
    },
  };
}

export function countBroken({ broken }: Account): number {
  return Object.values(broken).reduce((sum, list) => sum + list.length, 0);
}

function isRefusedInHealth({ at, node, what }: Trouble, happened: readonly Happened[]): boolean {
  const isHit = happened.some(
    ({ fault, from, to }) => (!("node" in fault) || fault.node === node) && at >= from && at <= to + RECOVERED_MS,
  );
  return what.startsWith("503") && !isHit;
}

function countBy(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
