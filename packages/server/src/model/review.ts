/** What people have to say of an item before they decide. */
export interface Review {
  itemId: bigint;
  siteNo: number;
  /** Rises by one with each change; 0: there is none yet. */
  rev: number;
  /** Who has taken it; null: nobody. */
  assignee: string | null;
  /** Milliseconds since 1970. */
  claimedAt: number | null;
  isEscalated: boolean;
  notes: readonly ReviewNote[];
}

export interface ReviewNote {
  by: string;
  /** The name of the API key that it came with; null: it was not noted then. */
  apiKey: string | null;
  /** Milliseconds since 1970. */
  at: number;
  text: string;
}
