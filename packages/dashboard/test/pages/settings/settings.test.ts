import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PURPOSES, SCOPE_GROUPS } from "../../../src/pages/settings/keys/scopes.ts";
import { sectionsFor } from "../../../src/pages/settings/sections.ts";
import { choicesOf, draftOf } from "../../../src/pages/settings/webhook/draft.ts";

test("each scope of the hub can be chosen, once", () => {
  const source = readFileSync(new URL("../../../../server/src/model/key.ts", import.meta.url), "utf8");
  const [, list = ""] = /SCOPES = \[(.*?)\]/s.exec(source) ?? [];
  const scopes = [...list.matchAll(/"([a-z:-]+)"/g)].map(([, scope]) => scope!);
  const offered = SCOPE_GROUPS.flatMap((group) => group.scopes.map(({ scope }) => scope));
  assert.deepEqual([...offered].sort(), scopes.sort());
  const looks = PURPOSES.find(({ label }) => label === "Only looks")!;
  assert.ok(looks.scopes.length > 0 && looks.scopes.every((scope) => scope.endsWith(":read")));
});

test("a site's key is not led to what only an administrator may see", () => {
  assert.deepEqual(
    sectionsFor("site").map(({ label }) => label),
    ["Webhook", "Event types", "This hub"],
  );
  assert.equal(sectionsFor("admin").length, 5);
});

test("a new webhook has PixelPatrol's events ticked, and one that has others too keeps them", () => {
  assert.deepEqual(draftOf(null), { url: "", secret: "", events: ["media.created", "media.moderated"], active: true });
  const kept = draftOf({ url: "https://a.example/hook", events: ["media.moderated", "comment.*"], active: false });
  assert.deepEqual(kept.events, ["media.moderated", "comment.*"]);
  assert.deepEqual(
    choicesOf(kept).map(({ type }) => type),
    ["media.created", "media.moderated", "comment.*"],
  );
});
