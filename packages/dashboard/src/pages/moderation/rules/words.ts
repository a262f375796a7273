import type { Shape } from "../../../api/client.ts";

type RuleGroup = Shape<"RuleGroup">;

export const ACTIONS = [
  { value: "approve", label: "Approve" },
  { value: "flag", label: "Flag: a person decides" },
  { value: "hide", label: "Hide until a person decides" },
  { value: "reject", label: "Reject, and remove" },
] as const;

export const MODES = [
  { value: "first_match", label: "First match: the first rule that is hit decides" },
  { value: "all_must_pass", label: "All must pass: the gravest of those that are hit decides" },
] as const;

export const TYPES = [
  { value: "prohibition", label: "Hit when it holds" },
  { value: "requirement", label: "Hit when it does not hold" },
] as const;

/** How a group decides, in a sentence. */
export function modeSentence({ mode, default_action }: Pick<RuleGroup, "mode" | "default_action">): string {
  const first =
    mode === "first_match" ? "The first rule that is hit decides" : "All rules are asked, the gravest decides";
  const rest = default_action === null ? "else the next group is asked" : `else: ${default_action}`;
  return `${first}; ${rest}.`;
}

/** The colour of what an action leads to. */
export const ACTION_COLOURS: Readonly<Record<RuleGroup["rules"][number]["action"], string>> = {
  approve: "teal",
  flag: "yellow",
  hide: "orange",
  reject: "red",
};
