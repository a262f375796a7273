import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { contracts } from "../src/index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const cwd = fileURLToPath(new URL("..", import.meta.url));

for (const [i, [, sample]] of [...readme.matchAll(/```ts\n(.*?)```/gs)].entries()) {
  test(`sample ${i + 1} of the README prints what it says`, () => {
    const expected = [...sample!.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
    const run = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", sample!], {
      cwd,
      encoding: "utf8",
    });
    assert.equal(run.stderr, "");
    assert.deepEqual(run.stdout.trimEnd().split("\n"), expected);
  });
}

test("the README's table has every contract", () => {
  const listed = [...readme.matchAll(/^\| `(.+?)` +\|/gm)].map(([, name]) => name);
  assert.deepEqual(
    listed,
    contracts.map((contract) => contract.name),
  );
});
