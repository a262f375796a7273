import { type CompiledGroup, compileGroups } from "../../../src/moderation/rules/compile.ts";
import { parseRuleGroup } from "../../../src/moderation/rules/parse.ts";
import { firstVersion } from "../../../src/moderation/rules/revise.ts";

/** Groups as their owner writes them, ready to judge by; each `name` may be left out. */
export function compiled(...groups: readonly object[]): readonly CompiledGroup[] {
  let id = 100n;
  return compileGroups(
    groups.map((group, index) => {
      const parsed = parseRuleGroup({ name: `group ${index}`, ...group });
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
      return firstVersion({ id: BigInt(index + 1), siteNo: 1 }, parsed.group, () => id++);
    }),
  );
}

/** A rule that is hit by a finding of this label. */
export function onLabel(name: string, action: string, more: object = {}): object {
  return { name: `on ${name}`, condition: { path: "findings", any: { path: "label", equals: name } }, action, ...more };
}
