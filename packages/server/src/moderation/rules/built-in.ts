import type { RuleConfig, RuleGroup } from "../../model/rule.ts";
import { compileGroups } from "./compile.ts";

/**
 * What judges where a site has no active group of its own. Whatever is on a list gravely is rejected, whatever is on one
 * less gravely or is of a class that an evaluator looks for goes to a person, the rest is approved. Its ids are lower than any that is
 * ever made.
 */
export const builtInGroup: RuleGroup = {
  id: 1n,
  siteNo: 0,
  version: 1,
  name: "Built in",
  description: "Used while a site has no rule group of its own that is active.",
  mode: "first_match",
  priority: 0,
  active: true,
  defaultAction: "approve",
  thresholds: {},
  rules: [
    builtIn(1n, "Listed as high or critical", "reject", {
      all: [
        { path: "kind", equals: "match" },
        { path: "severity", in: ["high", "critical"] },
      ],
    }),
    builtIn(2n, "Listed as medium", "flag", {
      all: [
        { path: "kind", equals: "match" },
        { path: "severity", equals: "medium" },
      ],
    }),
    builtIn(3n, "Of a class that is looked for", "flag", { path: "kind", equals: "label" }),
  ],
};

export const builtInGroups = compileGroups([builtInGroup]);

function builtIn(id: bigint, name: string, action: RuleConfig["action"], ofFinding: RuleConfig["condition"]) {
  const condition = { path: "findings", any: ofFinding };
  const type = "prohibition" as const;
  return { id, version: 1, name, description: null, type, condition, action, priority: Number(id), active: true };
}
