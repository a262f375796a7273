/** What rules would have made of past items. */

export const VERDICTS = ["approved", "flagged", "rejected"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** An item that rules would decide otherwise. */
export interface Change {
  media_id: string;
  from: string;
  to: Verdict;
  action: string;
  reason: string;
  /** Names of the rules that were hit. */
  rules: readonly string[];
}

export interface Trial {
  items: number;
  before: Readonly<Record<string, number>>;
  after: Readonly<Record<Verdict, number>>;
  changes: readonly Change[];
  /** Where to go on to older items; null at the end. */
  next: string | null;
}

export const NO_TRIAL: Trial = {
  items: 0,
  before: {},
  after: { approved: 0, flagged: 0, rejected: 0 },
  changes: [],
  next: null,
};

interface Page {
  items: number;
  verdicts: Readonly<Record<Verdict, number>>;
  changes: readonly Change[];
  next: string | null;
}

/** What items are now is what they would be, but for those that change. */
export function addTo(known: Trial, { items, verdicts, changes, next }: Page): Trial {
  const after = { ...known.after };
  const before: Record<string, number> = { ...known.before };
  for (const verdict of VERDICTS) {
    after[verdict] += verdicts[verdict];
    before[verdict] = (before[verdict] ?? 0) + verdicts[verdict];
  }
  for (const { from, to } of changes) {
    before[to] = (before[to] ?? 0) - 1;
    before[from] = (before[from] ?? 0) + 1;
  }
  return { items: known.items + items, before, after, changes: [...known.changes, ...changes], next };
}
