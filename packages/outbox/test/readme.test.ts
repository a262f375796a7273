import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README's sample prints what it says", () => {
  const [, sample] = /```ts\n(.*?)```/s.exec(readme)!;
  const expected = [...sample!.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text);
  const run = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", sample!], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
  });
  assert.equal(run.stderr, "");
  assert.deepEqual(run.stdout.trimEnd().split("\n"), expected);
});
