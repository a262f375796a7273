/** What is done to a comment or a post on its platform. `restore`: it was hidden, and is to be seen again. */
export type EnforcementAction = "hide" | "remove" | "restore";

/**
 * `requested`: owed, or under way. `applied`: the platform has done it. `unsupported`: the platform has no such call, and
 * nothing was done. `failed`: it was tried, and is tried no more.
 */
export type EnforcementState = "requested" | "applied" | "unsupported" | "failed";

/** How a decision is carried out on the platform that the item came from. At most one for each decision. */
export interface Enforcement {
  decisionId: bigint;
  itemId: bigint;
  siteNo: number;
  action: EnforcementAction;
  state: EnforcementState;
  /** What the platform said, or why it has not been done; null otherwise. Holds no secret. */
  error: string | null;
  /** When it came to this state. Milliseconds since 1970. */
  at: number;
}
