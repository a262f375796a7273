import type { Action, GroupDocument } from "./group/draft.ts";

const listedAs = (severities: readonly string[]) => {
  const severity = severities.length === 1 ? { equals: severities[0] } : { in: severities };
  return {
    path: "findings",
    any: {
      all: [
        { path: "kind", equals: "match" },
        { path: "severity", ...severity },
      ],
    },
  };
};

interface BuiltIn extends GroupDocument {
  rules: readonly { name: string; action: Action; condition: unknown; priority: number }[];
}

/** What judges where a site has no active group of its own (docs/moderation/rules.md), to begin from. */
export const BUILT_IN: BuiltIn = {
  name: "Built in",
  mode: "first_match",
  default_action: "approve",
  rules: [
    { name: "Listed as high or critical", condition: listedAs(["high", "critical"]), action: "reject", priority: 1 },
    { name: "Listed as medium", condition: listedAs(["medium"]), action: "flag", priority: 2 },
    {
      name: "Of a class that is looked for",
      condition: { path: "findings", any: { path: "kind", equals: "label" } },
      action: "flag",
      priority: 3,
    },
  ],
};
