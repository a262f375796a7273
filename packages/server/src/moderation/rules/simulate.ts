import type { Ruling, Verdict } from "../../model/decision.ts";
import type { Judgement } from "../../model/finding.ts";
import type { Item, ItemStatus } from "../../model/item.ts";

/** A past item, with what was found of it then. */
export interface PastItem {
  item: Pick<Item, "id" | "status" | "content" | "origin" | "author" | "metadata">;
  judgement: Judgement;
}

/** What rules would have said. */
export interface Simulation {
  items: number;
  verdicts: Readonly<Record<Verdict, number>>;
  /** How many would be told apart from what they are now. */
  changed: number;
  /** The first of them. */
  changes: readonly Change[];
  /** By `ruleId`: how often it was hit. */
  hits: ReadonlyMap<bigint, number>;
}

export interface Change {
  itemId: bigint;
  from: ItemStatus;
  ruling: Ruling;
}

const CHANGES_SHOWN_MAX = 100;

/**
 * Asks rules of past items, one after the other, and changes nothing. Takes as long as deciding them did; nothing is judged
 * again.
 */
export async function simulate(
  past: AsyncIterable<PastItem> | Iterable<PastItem>,
  decide: (past: PastItem) => Promise<Ruling>,
): Promise<Simulation> {
  const verdicts = { approved: 0, rejected: 0, flagged: 0 };
  const changes: Change[] = [];
  const hits = new Map<bigint, number>();
  let items = 0;
  let changed = 0;
  for await (const one of past) {
    const { item } = one;
    const ruling = await decide(one);
    items++;
    verdicts[ruling.verdict]++;
    for (const { ruleId } of ruling.hits) hits.set(ruleId, (hits.get(ruleId) ?? 0) + 1);
    if (ruling.verdict === item.status) continue;
    changed++;
    if (changes.length < CHANGES_SHOWN_MAX) changes.push({ itemId: item.id, from: item.status, ruling });
  }
  return { items, verdicts, changed, changes, hits };
}
