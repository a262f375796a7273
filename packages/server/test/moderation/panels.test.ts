import assert from "node:assert/strict";
import { test } from "node:test";
import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import type { CataloguedModeration } from "../../src/catalogue/catalogued-moderation.ts";
import type { Finding } from "../../src/model/finding.ts";
import type { ContentPart } from "../../src/model/item.ts";
import { Panels } from "../../src/moderation/panel/panels.ts";
import { readSettings } from "../../src/moderation/panel/read-config.ts";
import { systemClock as clock, systemRandom as random } from "../../src/world.ts";
import { failure } from "./items.ts";
import { CONTEXT, never, textContent } from "./scripted.ts";

function moderationOf(rev: number, settings: object): CataloguedModeration {
  const read = readSettings(settings, null);
  assert.ok(read.ok, JSON.stringify(read));
  return { siteNo: 1, rev, ...read.settings, sealedSecrets: new Uint8Array() };
}

function open() {
  const chosen = new Map<number, CataloguedModeration>();
  const costs: [kind: string, attempts: number][] = [];
  const now = { moderation: (siteNo: number) => chosen.get(siteNo), site: () => ({}) };
  const panels = new Panels({
    ...{ catalogue: { now } as unknown as Pick<Catalogue, "now">, clock, random },
    ...({ egress: {}, media: {}, hasher: {}, callbacks: {} } as ConstructorParameters<typeof Panels>[0]),
    onCost: (kind, { attempts }) => void costs.push([kind, attempts]),
    onTrouble: assert.fail,
  });
  const labelsOf = async (siteNo: number, text: string) => {
    const { findings } = await panels.judge({ siteNo, content: textContent(text), context: CONTEXT }, never());
    return findings.map(({ label, isInformational }) => (isInformational ? `(${label})` : label));
  };
  return { panels, chosen, costs, labelsOf };
}

const list = (label: string, word: string) => ({ label, severity: "high", words: [word], patterns: [], except: [] });

test("a site judges by its own settings from the moment they are there, and another by what all begin with", async () => {
  const { panels, chosen, costs, labelsOf } = open();
  assert.deepEqual(await labelsOf(1, "sh1t, flumph"), ["profanity"]);
  const own = { name: "own", kind: "terms", english: false, lists: [list("odd", "flumph")] };
  chosen.set(1, moderationOf(1, { evaluators: [own] }));
  assert.deepEqual(await labelsOf(1, "sh1t, flumph"), ["odd"]);
  assert.deepEqual(await labelsOf(2, "sh1t, flumph"), ["profanity"]);
  chosen.set(1, moderationOf(2, { evaluators: [{ ...own, active: false }] }));
  assert.deepEqual(await labelsOf(1, "sh1t, flumph"), []);
  assert.deepEqual(costs, [
    ["terms", 1],
    ["terms", 1],
    ["terms", 1],
  ]);
  const lookedFor = (siteNo: number, judged: readonly ContentPart[], ...findings: Finding[]) => [
    ...panels.lookedFor(siteNo, { judged, findings }),
  ];
  assert.deepEqual(lookedFor(1, ["text"]), []);
  assert.deepEqual(lookedFor(2, ["text"]), ["hate", "profanity"]);
  assert.deepEqual(lookedFor(2, ["image"]), []);
  // Somebody else has judged it; this one could not.
  assert.deepEqual(lookedFor(2, ["text"], failure("timeout", { evaluator: "terms" })), []);
});

test("an advisory evaluator's findings are informational, and what it alone has looked at is not judged", async () => {
  const { panels, chosen, labelsOf } = open();
  const own = { name: "own", kind: "terms", english: false, lists: [list("odd", "flumph")], advisory: true };
  chosen.set(1, moderationOf(1, { evaluators: [own] }));
  assert.deepEqual(await labelsOf(1, "flumph"), ["(odd)"]);
  const { judged } = await panels.judge({ siteNo: 1, content: textContent("flumph"), context: CONTEXT }, never());
  assert.equal(judged.size, 0);
  assert.deepEqual(
    panels.states(1).map(({ name, total }) => [name, total.attempts]),
    [["own", 2]],
  );
});
