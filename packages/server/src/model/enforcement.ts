/** What is done to a comment or a post on its platform. `restore`: it was hidden, and is to be seen again. */
export type EnforcementAction = "hide" | "remove" | "restore";

/**
 * `requested`: owed, or under way. `applied`: the platform has done it. `unsupported`: the platform has no such call, and
 * nothing was done. `failed`: it was tried, and is tried no more.
 */
export type EnforcementState = "requested" | "applied" | "unsupported" | "failed";

/**
 * Why one has ended as `failed`. `superseded`: a later decision took its place. `source_deleted`: nobody is left to ask
 * by. `gone`: the platform has no such comment any more. `platform_failed`: asked as often as the schedule has it, the
 * platform did not do it. `not_carried_out`: the hub itself did not get it done. `expired`: for as long as it is owed at
 * all, the platform had no call left for it.
 */
export const ENFORCEMENT_CODES = [
  "superseded",
  "source_deleted",
  "gone",
  "platform_failed",
  "not_carried_out",
  "expired",
] as const;
export type EnforcementCode = (typeof ENFORCEMENT_CODES)[number];

/**
 * How a decision is carried out on the platform that the item came from. At most one for each decision. Once it is not
 * `requested` any more, it stays what it is.
 */
export interface Enforcement {
  decisionId: bigint;
  itemId: bigint;
  siteNo: number;
  action: EnforcementAction;
  state: EnforcementState;
  /** Null unless it has failed; of before there were codes too. */
  code: EnforcementCode | null;
  /** What the platform said, or why it has not been done; null otherwise. Holds no secret. */
  error: string | null;
  /** While it is owed, when it is tried next: not before that. Null: as soon as may be. Milliseconds since 1970. */
  nextAt: number | null;
  /** When it came to this state. Milliseconds since 1970. */
  at: number;
}
