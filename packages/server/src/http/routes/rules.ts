import { type Static, Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import { RULE_ACTIONS } from "../../model/rule.ts";
import { GROUPS_MAX } from "../../moderation/rules/limits.ts";
import { PastItems } from "../../moderation/rules/past-items.ts";
import { type Change, simulate } from "../../moderation/rules/simulate.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, readPage, toCursor } from "../paging.ts";
import { named, oneOf, SiteQuery, strict } from "../shapes.ts";
import { MEDIA_STATUSES } from "./decision-shape.ts";
import { showRule } from "./rule-group-shape.ts";
import { inOrder, readRuleGroup } from "./rule-groups.ts";

const LIMIT_MAX = 200;
const LIMIT_DEFAULT = 100;

const Simulated = strict({
  items: Type.Integer({ description: "How many past items were asked about." }),
  verdicts: strict({ approved: Type.Integer(), rejected: Type.Integer(), flagged: Type.Integer() }),
  changed: Type.Integer({ description: "How many of them are something else now." }),
  changes: Type.Array(
    strict({
      media_id: Type.String(),
      from: oneOf(MEDIA_STATUSES),
      to: oneOf(["approved", "rejected", "flagged"]),
      action: oneOf(RULE_ACTIONS),
      reason: Type.String(),
      rules: Type.Array(Type.String(), { description: "Names of the rules that were hit." }),
    }),
  ),
  next_cursor: NextCursor,
});
const Question = strict({
  rule_groups: Type.Optional(
    Type.Array(Type.Unsafe<JsonObject>({ type: "object" }), {
      maxItems: GROUPS_MAX,
      description: "All groups, as the site would have them. Left out: those that it has.",
    }),
  ),
  from: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: submitted at this time or later." })),
  to: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: submitted before this time." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX })),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: "The `next_cursor` of the answer before." })),
});

export function addRules(app: App, deps: AppDeps): void {
  addListRules(app, deps);
  addSimulateRules(app, deps);
}

function addListRules(app: App, { catalogue }: AppDeps): void {
  app.get(
    "/v1/rules",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listRules",
        summary: "List the rules of all groups, in the order in which they are asked",
        tags: ["moderation"],
        querystring: SiteQuery,
        response: {
          200: strict({ rules: Type.Array(strict({ group_id: Type.String(), rule: named("Rule") })) }),
        },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const rules = inOrder(catalogue.now.ruleGroups(site.no)).flatMap((group) => {
        const inTurn = group.rules.toSorted((a, b) => a.priority - b.priority);
        return inTurn.map((rule) => ({ group_id: formatId("group", group.id), rule: showRule(rule) }));
      });
      return { rules };
    },
  );
}

function addSimulateRules(app: App, { catalogue, moderation, store, clock }: AppDeps): void {
  app.post(
    "/v1/rules/simulate",
    {
      config: { access: "moderation:read", problems: ["overloaded"] },
      schema: {
        operationId: "simulateRules",
        summary: "Ask rules about past items, and change nothing",
        description:
          "What was found of each item then is asked about now, newest item first. Call it again with `next_cursor` until that is null; after ten seconds it answers with what there is.",
        tags: ["moderation"],
        querystring: SiteQuery,
        body: Question,
        response: { 200: Simulated },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const site = siteOf(request, catalogue, request.query.site_id);
      const configs = body.rule_groups?.map((group, index) => readRuleGroup(group, `/rule_groups/${index}`));
      const { rulebook } = moderation;
      const groups = configs === undefined ? rulebook.groupsOf(site.no) : rulebook.compileTrial(site.no, configs);
      const { limit = LIMIT_DEFAULT, ...range } = body;
      const query = { ...readPage({ ...range, limit }), siteNo: site.no, status: null, platform: null };
      const past = new PastItems({ store, clock }, query);
      const left = new AbortController();
      reply.raw.once("close", () => left.abort(new Problem("invalid_request", "The caller hung up.")));
      const { items, verdicts, changed, changes } = await simulate(past, ({ item, judgement }) =>
        moderation.deciding.decideAside(groups, item, judgement, left.signal),
      );
      const shown: Static<typeof Simulated> = {
        items,
        verdicts: { ...verdicts },
        changed,
        changes: changes.map(showChange),
        next_cursor: toCursor(past.next),
      };
      return shown;
    },
  );
}

function showChange({ itemId, from, ruling }: Change): Static<typeof Simulated>["changes"][number] {
  const { verdict: to, action, reason, hits } = ruling;
  return { media_id: formatId("media", itemId), from, to, action, reason, rules: hits.map(({ ruleName }) => ruleName) };
}
