/** How people decide what machines have said, out of the decisions of a time. */
import type { Decision, Verdict } from "../model/decision.ts";
import type { JobRecord } from "../store/moderating.ts";
import type { Store } from "../store/store.ts";

/** How often people saw what somebody had said, and how often they said the opposite. */
export interface Overruled {
  reviewed: number;
  overruled: number;
}

export interface ReviewFigures {
  /** Decisions looked at, persons' and others. */
  decisions: number;
  /** Machines' decisions that a person decided anew. */
  reviewed: number;
  overruled: number;
  /** By the hour in which they were made, newest first. */
  hours: readonly HourFigures[];
  /** From a machine's decision to the first of a person, in milliseconds, rising. */
  waitsMs: readonly number[];
  rules: ReadonlyMap<bigint, Overruled & { name: string; hits: number }>;
  /** By name: those that had found something that counts. */
  evaluators: ReadonlyMap<string, Overruled>;
  /** Where to go on; null at the end. */
  next: bigint | null;
}

export interface HourFigures extends Record<Verdict, number> {
  /** When it began. */
  at: number;
}

/** Ids from `from` up to, and without, `before`. */
export interface FiguresRange {
  siteNo: number;
  before: bigint | null;
  from: bigint;
}

const HOUR_MS = 3_600_000;
const PAGE = 200;
/** Of one answer. */
const DECISIONS_MAX = 2_000;

interface Reviewed {
  machine: Decision;
  /** The first that a person made after it. */
  person: Decision;
}

/** Newest first, so that a person's decision is known when that which it is about is met. */
export async function reviewFigures(
  store: Pick<Store, "listDecisions" | "readJob">,
  { siteNo, before, from }: FiguresRange,
): Promise<ReviewFigures> {
  const persons = new Map<bigint, Decision>();
  const reviewed: Reviewed[] = [];
  const rules = new Map<bigint, Overruled & { name: string; hits: number }>();
  const hours: HourFigures[] = [];
  let decisions = 0;
  let next = before;
  do {
    const page = await store.listDecisions({ siteNo, before: next, from, limit: PAGE });
    next = page.next;
    decisions += page.rows.length;
    for (const decision of page.rows) {
      noteHour(hours, decision);
      if (decision.cause === "person") {
        persons.set(decision.itemId, decision);
        continue;
      }
      const person = persons.get(decision.itemId);
      persons.delete(decision.itemId);
      noteRules(rules, decision, person);
      if (person !== undefined) reviewed.push({ machine: decision, person });
    }
  } while (next !== null && decisions < DECISIONS_MAX);
  return {
    decisions,
    reviewed: reviewed.length,
    overruled: reviewed.filter(({ machine, person }) => isOpposite(machine.action, person)).length,
    hours,
    waitsMs: reviewed.map(({ machine, person }) => person.at - machine.at).sort((a, b) => a - b),
    rules,
    evaluators: await byEvaluator(store, reviewed),
    next,
  };
}

function noteHour(hours: HourFigures[], { at: decidedAt, verdict }: Decision): void {
  const at = decidedAt - (decidedAt % HOUR_MS);
  let hour = hours.at(-1);
  // An id may have been taken a moment before its decision's time: then it counts to the hour before.
  if (hour === undefined || at < hour.at) {
    hour = { at, approved: 0, rejected: 0, flagged: 0 };
    hours.push(hour);
  }
  hour[verdict] += 1;
}

function noteRules(
  rules: Map<bigint, Overruled & { name: string; hits: number }>,
  { hits }: Decision,
  person: Decision | undefined,
): void {
  for (const { ruleId, ruleName, action } of hits) {
    const known = rules.get(ruleId) ?? { name: ruleName, hits: 0, reviewed: 0, overruled: 0 };
    known.hits += 1;
    if (person !== undefined) note(known, isOpposite(action, person));
    rules.set(ruleId, known);
  }
}

async function byEvaluator(
  store: Pick<Store, "readJob">,
  reviewed: readonly Reviewed[],
): Promise<Map<string, Overruled>> {
  const evaluators = new Map<string, Overruled>();
  for (const { machine, person } of reviewed) {
    const job = await store.readJob(machine.jobId);
    for (const name of foundBy(job)) {
      const known = evaluators.get(name) ?? { reviewed: 0, overruled: 0 };
      note(known, person.verdict === "approved");
      evaluators.set(name, known);
    }
  }
  return evaluators;
}

function foundBy(job: JobRecord | null): ReadonlySet<string> {
  const counted = (job?.findings ?? []).filter(({ kind, isInformational }) => kind !== "failure" && !isInformational);
  return new Set(counted.map(({ evaluator }) => evaluator));
}

function note(known: Overruled, isOverruled: boolean): void {
  known.reviewed += 1;
  if (isOverruled) known.overruled += 1;
}

/** To let pass what was stopped, or to stop what was let pass. */
function isOpposite(action: Decision["action"], person: Decision): boolean {
  return (action === "approve") !== (person.verdict === "approved");
}
