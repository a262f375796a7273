import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RuleGroup } from "../../../src/model/rule.ts";
import type { EvaluatorConfig } from "../../../src/model/site-moderation.ts";
import { comment, submit } from "./items.ts";
import { CONFIG, type OpenStore, on, type Subject } from "./subject.ts";

function group(it: Subject, with_: Partial<RuleGroup> = {}): RuleGroup {
  const rule = {
    name: "No hate",
    description: null,
    type: "prohibition",
    condition: { path: "text", contains: "x" },
  } as const;
  return {
    id: it.take(),
    siteNo: 1,
    version: 1,
    name: "ours",
    description: null,
    mode: "first_match",
    priority: 10,
    active: true,
    defaultAction: null,
    thresholds: { hate: 0.5 },
    rules: [{ ...rule, id: it.take(), version: 1, action: "reject", priority: 1, active: true }],
    ...with_,
  };
}

export function rules(open: OpenStore): void {
  describe("what a site is moderated by", () => {
    test(
      "is a change of the catalogue: rule groups are made, revised and deleted by one at a time",
      on(open, async (it) => {
        await it.createSite("a");
        const made = group(it);
        assert.equal((await it.change({ kind: "create_rule_group", group: made })).kind, "changed");
        await it.crash();
        const loaded = await it.store.loadCatalogue();
        assert.deepEqual(loaded.ruleGroups, [made]);
        assert.equal(loaded.version, it.version);
        assert.equal(loaded.highestId, made.rules[0]!.id, "ids of rules are not given again");
        const next = { ...made, version: 2, rules: [] };
        assert.equal((await it.change({ kind: "revise_rule_group", group: next })).kind, "changed");
        assert.equal((await it.change({ kind: "revise_rule_group", group: next })).kind, "moved");
        assert.deepEqual((await it.store.loadCatalogue()).ruleGroups, [next]);
        const { id } = made;
        assert.equal((await it.change({ kind: "delete_rule_group", id, version: 1 })).kind, "moved");
        assert.equal((await it.change({ kind: "delete_rule_group", id, version: 2 })).kind, "changed");
        assert.deepEqual((await it.store.loadCatalogue()).ruleGroups, []);
        const elsewhere = group(it, { siteNo: 9 });
        assert.equal((await it.change({ kind: "create_rule_group", group: elsewhere })).kind, "unknown");
      }),
    );

    test(
      "has its evaluators with sealed credentials, changed by one at a time",
      on(open, async (it) => {
        await it.createSite("a");
        const which = { name: "terms", kind: "terms", active: true, isAdvisory: false } as const;
        const evaluator: EvaluatorConfig = { ...which, options: { terms: ["x"] } };
        const config = { evaluators: [evaluator], thresholds: { hate: 0.5 } };
        const moderation = { siteNo: 1, rev: 0, config, sealedSecrets: Uint8Array.of(0, 255) };
        assert.equal((await it.change({ kind: "put_site_moderation", moderation })).kind, "changed");
        assert.equal((await it.change({ kind: "put_site_moderation", moderation })).kind, "moved");
        const second = { ...moderation, rev: 1, sealedSecrets: Uint8Array.of(1) };
        assert.equal((await it.change({ kind: "put_site_moderation", moderation: second })).kind, "changed");
        assert.equal((await it.change({ kind: "put_site_moderation", moderation: second })).kind, "moved");
        const [kept] = (await it.store.loadCatalogue()).moderations;
        assert.deepEqual(
          { ...kept, sealedSecrets: [...kept!.sealedSecrets] },
          { ...second, rev: 2, sealedSecrets: [1] },
        );
        const elsewhere = { ...moderation, siteNo: 9 };
        assert.equal((await it.change({ kind: "put_site_moderation", moderation: elsewhere })).kind, "unknown");
      }),
    );

    test(
      "goes with its site",
      on(open, async (it) => {
        await it.createSite("a");
        await it.change({ kind: "create_rule_group", group: group(it) });
        const moderation = {
          siteNo: 1,
          rev: 0,
          config: { evaluators: [], thresholds: {} },
          sealedSecrets: Uint8Array.of(1),
        };
        await it.change({ kind: "put_site_moderation", moderation });
        await it.change({ kind: "delete_site", siteNo: 1, now: it.now });
        const { ruleGroups, moderations } = await it.store.loadCatalogue();
        assert.deepEqual([ruleGroups, moderations], [[], []]);
      }),
    );

    test(
      "has each of the hub's own webhooks once",
      on(open, async (it) => {
        const inner = { kind: "judge", key: "text" } as const;
        assert.equal((await it.createWebhook(1, { inner })).kind, "changed");
        assert.equal((await it.createWebhook(1, { inner })).kind, "taken");
        assert.equal((await it.createWebhook(1, { inner: { ...inner, key: "image" } })).kind, "changed");
        assert.equal((await it.createWebhook(2, { inner })).kind, "changed");
        assert.equal((await it.createWebhook(1)).kind, "changed");
        assert.equal((await it.createWebhook(1)).kind, "changed", "of others, as many as one likes");
        await it.change({ kind: "delete_webhook", webhookNo: 1, now: it.now });
        assert.equal((await it.createWebhook(1, { inner })).kind, "changed");
        const { webhooks } = await it.store.loadCatalogue();
        assert.deepEqual(
          webhooks.map(({ config }) => config.inner?.key ?? null),
          ["image", "text", null, null, "text"],
        );
        assert.deepEqual(webhooks.at(-1)!.config, { ...CONFIG, inner });
      }),
    );

    test(
      "counts when ids are made: none is given twice",
      on(open, async (it) => {
        const { job } = await submit(it, comment(it, "c1"));
        assert.equal((await it.store.loadCatalogue()).highestId >= job.id, true);
      }),
    );
  });
}
