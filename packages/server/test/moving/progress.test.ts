import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress, summary } from "../../src/moving/progress.ts";
import { DUMP_TABLES } from "../../src/store/dump.ts";

const tableOf = (name: string) => DUMP_TABLES.find((table) => table.name === name)!;

function followed(isTTY: boolean): string[] {
  const said: string[] = [];
  let now = 0;
  const progress = new Progress({ isTTY, write: (text) => said.push(text) }, { monotonic: () => now }, "exported");
  progress.onRows(tableOf("site"), 1);
  for (let page = 0; page < 3; page += 1) {
    progress.onRows(tableOf("event"), 1_000);
    now += 60;
  }
  progress.end();
  return said;
}

test("elsewhere than on a terminal, each table has a line when it is done", () => {
  assert.deepEqual(followed(false), ["exported site: 1 row\n", "exported event: 3,000 rows\n"]);
});

test("on a terminal one line changes, ten times a second at most, and is gone in the end", () => {
  const clear = "\r\u001b[2K";
  assert.deepEqual(followed(true), [
    `${clear}exported 1 row (site: 1)`,
    `${clear}exported 3,001 rows (event: 3,000)`,
    clear,
  ]);
});

test("the summary names what a person looks for", () => {
  const counts = { site: 2, event: 1_200, queue: 1, delivery: 1_199, attempt: 1_201, webhook: 1 };
  assert.equal(
    summary(counts),
    "3,604 rows, among them 1,200 events, 1 owed delivery, 1,199 ended deliveries, 1,201 attempts, 1 webhook",
  );
});
