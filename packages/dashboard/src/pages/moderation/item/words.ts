import type { Shape } from "../../../api/client.ts";

type Decision = Shape<"Decision">;

/** Why an evaluator could not judge, by its code. */
export const FAILURES: Readonly<Record<string, string>> = {
  timeout: "did not answer in time",
  unavailable: "could not be reached",
  rate_limited: "asked for fewer requests",
  refused: "refused to judge it",
  invalid_answer: "gave an answer that could not be read",
  media_unreachable: "the picture or video could not be fetched",
  media_too_large: "the picture or video is too large",
  media_type: "it is of a kind that is not judged",
  not_configured: "is not set up",
  overloaded: "has too much to do",
  not_evaluated: "did not look at it",
};

/** What a decision rests on. */
export const CAUSES: Readonly<Record<Decision["cause"], string>> = {
  rule: "A rule was hit",
  default: "No rule was hit",
  evaluator_failed: "An evaluator could not judge",
  not_evaluated: "Nobody could judge it",
  timed_out: "Nobody judged it in time",
  person: "A person decided",
};

/** What a rule's action does. */
export const ACTIONS: Readonly<Record<Decision["action"], string>> = {
  approve: "approve",
  flag: "send to a person",
  hide: "hide, and send to a person",
  reject: "reject and remove",
};

/** What a platform was asked to do. */
export const ASKED: Readonly<Record<Shape<"Enforcement">["action"], string>> = {
  hide: "hide it",
  remove: "remove it",
  restore: "show it again",
};

/** How that stands. */
export const ENFORCEMENT_STATES: Readonly<Record<Shape<"Enforcement">["state"], string>> = {
  requested: "asked, not done yet",
  applied: "done",
  unsupported: "the platform has no such call: nothing was done there",
  failed: "failed, and is tried no more",
};

/** "a comment", "an image": what kind of content it is, and where it came from. */
export function kindOf({ type, platform }: Pick<Shape<"Media">, "type" | "platform">): string {
  const name = type[0]!.toUpperCase() + type.slice(1);
  return platform === null ? name : `${name} on ${platformName(platform)}`;
}

const NAMES: Readonly<Record<string, string>> = { twitter: "X", youtube: "YouTube", tiktok: "TikTok" };

export function platformName(platform: string): string {
  return NAMES[platform] ?? platform[0]!.toUpperCase() + platform.slice(1);
}
