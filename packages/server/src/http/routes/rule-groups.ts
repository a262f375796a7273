import { Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { RuleGroup, RuleGroupConfig } from "../../model/rule.ts";
import type { Site } from "../../model/site.ts";
import { parseRuleGroup } from "../../moderation/rules/parse.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { catchUp, refuseUnseen, versionParameter } from "../seen-version.ts";
import { IdParams, Nothing, named, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";
import { NewRuleGroup, showRuleGroup } from "./rule-group-shape.ts";

const ChangeQuery = strict({ ...siteParameter, ...versionParameter(1) });

export function addRuleGroups(app: App, deps: AppDeps): void {
  addCreateRuleGroup(app, deps);
  addListRuleGroups(app, deps);
  addGetRuleGroup(app, deps);
  addPutRuleGroup(app, deps);
  addDeleteRuleGroup(app, deps);
}

function addCreateRuleGroup(app: App, { catalogue, moderation }: AppDeps): void {
  app.post(
    "/v1/rule-groups",
    {
      config: { access: "moderation:write", problems: ["conflict"] },
      schema: {
        operationId: "createRuleGroup",
        summary: "Make a rule group",
        description: "From then on it decides; `POST /v1/rules/simulate` says first what it would have decided.",
        tags: ["moderation"],
        querystring: SiteQuery,
        body: NewRuleGroup,
        response: { 201: named("RuleGroup") },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const group = await moderation.rulebook.create(site.no, readRuleGroup(request.body));
      reply.code(201);
      return showRuleGroup(group);
    },
  );
}

function addListRuleGroups(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/rule-groups",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listRuleGroups",
        summary: "List rule groups, in the order in which they are asked",
        tags: ["moderation"],
        querystring: SiteQuery,
        response: { 200: strict({ rule_groups: Type.Array(named("RuleGroup")) }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return { rule_groups: inOrder(catalogue.now.ruleGroups(site.no)).map(showRuleGroup) };
    },
  );
}

function addGetRuleGroup(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/rule-groups/:id",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getRuleGroup",
        summary: "Read a rule group",
        tags: ["moderation"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("RuleGroup") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return showRuleGroup(findRuleGroup(catalogue, site, request.params.id));
    },
  );
}

function addPutRuleGroup(app: App, { catalogue, moderation }: AppDeps): void {
  app.put(
    "/v1/rule-groups/:id",
    {
      config: { access: "moderation:write", problems: ["conflict"] },
      schema: {
        operationId: "putRuleGroup",
        summary: "Write a rule group anew, as its next version",
        description: "A rule is the same rule while it keeps its name. What has been decided stays as it is.",
        tags: ["moderation"],
        params: IdParams,
        querystring: ChangeQuery,
        body: NewRuleGroup,
        response: { 200: named("RuleGroup") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const group = await findAsSeen(catalogue, site, request.params.id, request.query.version);
      return showRuleGroup(await moderation.rulebook.revise(group, readRuleGroup(request.body)));
    },
  );
}

function addDeleteRuleGroup(app: App, { catalogue, moderation }: AppDeps): void {
  app.delete(
    "/v1/rule-groups/:id",
    {
      config: { access: "moderation:write", problems: ["conflict"] },
      schema: {
        operationId: "deleteRuleGroup",
        summary: "Delete a rule group",
        description: "Without an active group the site is judged by the built-in one.",
        tags: ["moderation"],
        params: IdParams,
        querystring: ChangeQuery,
        response: { 204: Nothing },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const group = await findAsSeen(catalogue, site, request.params.id, request.query.version);
      await moderation.rulebook.delete(group);
      return reply.code(204).send();
    },
  );
}

/** As they are asked. */
export function inOrder(groups: readonly RuleGroup[]): RuleGroup[] {
  return groups.toSorted((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
}

/** @throws Problem `invalid_request` with every fault found */
export function readRuleGroup(body: unknown, path = ""): RuleGroupConfig {
  const parsed = parseRuleGroup(body);
  if (parsed.ok) return parsed.group;
  const faults = parsed.faults.map((fault) => ({ ...fault, path: path + fault.path }));
  refuse(faults);
  throw new Error("A rule group was refused without a fault.");
}

/** @throws Problem `invalid_id`, or `not_found` also when it is another site's */
function findRuleGroup(catalogue: Pick<Catalogue, "now">, site: Site, text: string): RuleGroup {
  const group = catalogue.now.ruleGroup(readId(text));
  if (group?.siteNo !== site.no) throw new Problem("not_found", `There is no rule group ${text} in this site.`);
  return group;
}

/** @throws Problem as `findRuleGroup`, and `conflict` when the group is not what its owner has read */
async function findAsSeen(
  catalogue: Pick<Catalogue, "now" | "load">,
  site: Site,
  text: string,
  seen: number | undefined,
): Promise<RuleGroup> {
  await catchUp(catalogue, seen, catalogue.now.ruleGroup(readId(text))?.version);
  const group = findRuleGroup(catalogue, site, text);
  refuseUnseen(text, group.version, seen);
  return group;
}

function readId(text: string): bigint {
  const id = parseId("group", text);
  if (id === undefined) throw new Problem("invalid_id", "A rule group's id is `group_` and 13 characters.");
  return id;
}
