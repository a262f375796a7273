import type { DatabaseSync } from "node:sqlite";
import type { Decision } from "../../src/model/decision.ts";
import type { StoredEvent } from "../../src/store/reads.ts";
import { createReads } from "../../src/store/sqlite/core.ts";
import type { Fail } from "./account.ts";
import type { Handed } from "./people.ts";
import type { World } from "./world.ts";

/**
 * Every item that was taken is there, was judged once at most, and is what was decided last; each decision is told of
 * once, and no other is.
 */
export function auditItems({ db, witness }: World, stored: ReadonlyMap<bigint, StoredEvent>, fail: Fail): void {
  const reads = createReads(db);
  const created = eventsBy(stored, "media.created", "item");
  const told = eventsBy(stored, "media.moderated", "decision");
  const decisions = new Set<string>();
  for (const { id, outcome } of witness.items) {
    const record = reads.readItem(id);
    const events = created.get(String(id)) ?? [];
    if (outcome === "kept" && record === null) fail("kept", `item ${id} was acknowledged and is lost`);
    if (outcome === "refused" && record !== null) fail("refused", `item ${id} was refused and is there`);
    if (events.length !== (record === null ? 0 : 1)) fail("decided", `item ${id} was created ${events.length} times`);
    if (record === null) continue;
    const made = reads.decisionsOf(id);
    for (const decision of made) decisions.add(String(decision.id));
    auditDecisions(id, made, fail);
    if (record.item.status !== (made.at(-1)?.verdict ?? "pending")) {
      fail("decided", `item ${id} is ${record.item.status}, it was decided to be ${made.at(-1)?.verdict}`);
    }
    if (made.length === 0 && !wasGivenUp(db, events[0]!)) fail("liveness", `item ${id} was never judged`);
  }
  auditAnswers(witness.decisions, decisions, fail);
  for (const decision of decisions) {
    const times = told.get(decision)?.length ?? 0;
    if (times !== 1) fail("decided", `decision ${decision} was told of ${times} times`);
  }
  for (const decision of told.keys()) {
    if (!decisions.has(decision)) fail("decided", `decision ${decision} was told of, and never made`);
  }
}

/** Each was made upon the one before; the first alone may be a machine's. */
function auditDecisions(id: bigint, made: readonly Decision[], fail: Fail): void {
  let status = "pending";
  for (const [place, { actor, previous, verdict }] of made.entries()) {
    if (previous.status !== status)
      fail("decided", `item ${id} was decided as ${previous.status} when it was ${status}`);
    if (actor === null && place > 0) fail("decided", `item ${id} was judged after it was decided`);
    status = verdict;
  }
}

function auditAnswers(handed: readonly Handed[], decisions: ReadonlySet<string>, fail: Fail): void {
  for (const { id, outcome } of handed) {
    const isThere = decisions.has(String(id));
    if (outcome === "kept" && !isThere) fail("kept", `decision ${id} was acknowledged and is lost`);
    if (outcome === "refused" && isThere) fail("refused", `decision ${id} was refused and is there`);
  }
}

/** All its attempts were in vain, and the last one did not break: that would have left it flagged. */
function wasGivenUp(db: DatabaseSync, { seq }: StoredEvent): boolean {
  const place = db.prepare(
    "SELECT 1 FROM delivery WHERE seq > ? AND seq <= ? + 1024 * 64 AND status = 2 AND code IS NOT NULL",
  );
  return place.get(seq, seq) !== undefined;
}

function eventsBy(stored: ReadonlyMap<bigint, StoredEvent>, type: string, member: string): Map<string, StoredEvent[]> {
  const ofType = [...stored.values()].filter((event) => event.type === type);
  return Map.groupBy(ofType, ({ payload }) => (JSON.parse(payload) as Record<string, string>)[member]!);
}
