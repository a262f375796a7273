import type { Catalogue } from "../catalogue/catalogue.ts";
import { Problem } from "../model/errors.ts";
import type { IdMaker } from "../model/ids.ts";
import type { RuleGroup, RuleGroupConfig } from "../model/rule.ts";
import { type CompiledGroup, compileGroups } from "./rules/compile.ts";
import { GROUPS_MAX } from "./rules/limits.ts";
import { firstVersion, nextVersion } from "./rules/revise.ts";

export interface RulebookDeps {
  catalogue: Pick<Catalogue, "now" | "createRuleGroup" | "reviseRuleGroup" | "deleteRuleGroup">;
  ids: Pick<IdMaker, "take">;
}

/** The rules of every site, ready to judge by. */
export class Rulebook {
  readonly #deps: RulebookDeps;
  /** The list is the same object until a group of its site changes. */
  readonly #compiled = new WeakMap<readonly RuleGroup[], readonly CompiledGroup[]>();

  constructor(deps: RulebookDeps) {
    this.#deps = deps;
  }

  groupsOf(siteNo: number): readonly CompiledGroup[] {
    const groups = this.#deps.catalogue.now.ruleGroups(siteNo);
    const known = this.#compiled.get(groups);
    if (known !== undefined) return known;
    const compiled = compileGroups(groups);
    this.#compiled.set(groups, compiled);
    return compiled;
  }

  /** @throws Problem `conflict` when the site has as many as it may */
  async create(siteNo: number, config: RuleGroupConfig): Promise<RuleGroup> {
    const { catalogue, ids } = this.#deps;
    if (catalogue.now.ruleGroups(siteNo).length >= GROUPS_MAX) {
      throw new Problem("conflict", `A site has at most ${GROUPS_MAX} rule groups.`);
    }
    const group = firstVersion({ id: ids.take(), siteNo }, config, () => ids.take());
    await catalogue.createRuleGroup(group);
    return group;
  }

  /** The group's next version, or as it is when nothing has changed. @throws Problem `conflict`, `not_found` */
  async revise(group: RuleGroup, config: RuleGroupConfig): Promise<RuleGroup> {
    const { catalogue, ids } = this.#deps;
    const revised = nextVersion(group, config, () => ids.take());
    if (revised !== group) await catalogue.reviseRuleGroup(revised);
    return revised;
  }

  async delete(group: RuleGroup): Promise<void> {
    await this.#deps.catalogue.deleteRuleGroup(group);
  }

  /** Groups that nobody has made yet, as a site would be judged by them. */
  compileTrial(siteNo: number, configs: readonly RuleGroupConfig[]): readonly CompiledGroup[] {
    let next = 1n;
    const newId = () => next++;
    return compileGroups(configs.map((config) => firstVersion({ id: newId(), siteNo }, config, newId)));
  }
}
