import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { keeps } from "../../../packages/server/test/promised.ts";
import { Program } from "../../harness/program.ts";

const DEMO_MS_MAX = 20_000;

test("npm run demo shows that every promise is kept, and exits 0 in less than 20 s", async (t) => {
  const cwd = fileURLToPath(new URL("../../..", import.meta.url));
  await keeps(t, { msMax: DEMO_MS_MAX, what: "the demo" }, async () => {
    const startedAt = performance.now();
    const demo = Program.start(t, "npm", ["run", "demo"], { cwd });
    assert.equal(await demo.ended(), 0, demo.output);
    const tookMs = performance.now() - startedAt;
    assert.match(demo.output, /All of it came as promised/);
    assert.doesNotMatch(demo.output, /BROKEN/);
    assert.match(demo.output, /in [\d.]+ s\.\s*$/, "nothing comes after that");
    const told = /moderation\.requested.*media\.moderated.*flagged.*media\.moderated.*approved/s;
    assert.match(demo.output, told, "a classifier is unsure of a picture, and a person approves it");
    return tookMs;
  });
});
