/** What replaying a range has done so far. */
export interface Totals {
  replayed: number;
  events: number;
  duplicates: number;
  rejected: number;
}

export const NO_TOTALS: Totals = { replayed: 0, events: 0, duplicates: 0, rejected: 0 };

/** Asks for one page after the other until there is none left, or nobody wants more. Tells the sums after each. */
export async function walkRange(
  ask: (cursor: string | null) => Promise<Totals & { next_cursor: string | null }>,
  tell: (totals: Totals) => void,
  isWanted: () => boolean,
): Promise<Totals> {
  let totals = NO_TOTALS;
  let cursor: string | null = null;
  do {
    const page: Totals & { next_cursor: string | null } = await ask(cursor);
    totals = {
      replayed: totals.replayed + page.replayed,
      events: totals.events + page.events,
      duplicates: totals.duplicates + page.duplicates,
      rejected: totals.rejected + page.rejected,
    };
    tell(totals);
    cursor = page.next_cursor;
  } while (cursor !== null && isWanted());
  return totals;
}
