import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { run } from "../../e2e/harness/program.ts";
import type { Sheet } from "../report/sheet.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

test("a short run prints a table of what it measured, and keeps it", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-bench-test-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const json = join(folder, "figures.json");
  const flags = ["--quick", "--only", "c", "--seconds", "1", "--json", json];
  const { code, output } = await run(process.execPath, [MAIN, ...flags]);
  assert.equal(code, 0, output);
  assert.match(output, /fdatasync of 64 KiB: p50 [\d.]+ ms/);
  assert.match(output, /\| 2,000 events\/s +\| Tabellary, SQLite +\| p50 +\| [\d.,]+ ms/);
  const kept = JSON.parse(readFileSync(json, "utf8")) as Pick<Sheet, "rows" | "histograms">;
  const ours = kept.rows.filter(({ subject }) => subject === "Tabellary, SQLite");
  assert.deepEqual(
    ours.map(({ figure }) => figure),
    ["p50", "p99", "p99.9"],
  );
  assert.ok(ours.every(({ values }) => values.length === 1 && values[0]! > 0));
  const [histogram] = kept.histograms;
  assert.equal(
    histogram!.bars.reduce((sum, [, count]) => sum + count, 0),
    2_000,
  );
});

test("a scenario that does not exist is refused by its letter", async () => {
  const { code, output } = await run(process.execPath, [MAIN, "--only", "az"]);
  assert.equal(code, 1);
  assert.match(output, /there is no scenario z/);
});
