import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { ATTEMPT, add, bucketOf, DEPTH_AT, emptyTally, FIGURES, LATENCY, quantile } from "../../src/model/figures.ts";

function tallyOf(durations: readonly number[]) {
  const tally = emptyTally();
  for (const ms of durations) tally[ATTEMPT.at + bucketOf(ATTEMPT, ms)]! += 1;
  return tally;
}

test("a quantile lies where its share of a bucket ends, as if a bucket were filled evenly", () => {
  assert.equal(quantile(tallyOf([]), ATTEMPT, 0.5), null);
  // Ten between 50 and 75 ms: half of them lie below the middle.
  const alike = tallyOf(Array.from({ length: 10 }, () => 60));
  assert.equal(quantile(alike, ATTEMPT, 0.5), 62.5);
  assert.equal(quantile(alike, ATTEMPT, 1), 75);
  const mixed = tallyOf([...Array.from({ length: 98 }, () => 8), 800, 800]);
  assert.ok(quantile(mixed, ATTEMPT, 0.5)! > 5 && quantile(mixed, ATTEMPT, 0.5)! < 10);
  assert.equal(quantile(mixed, ATTEMPT, 0.99), 850);
  assert.equal(quantile(tallyOf([0, 1]), ATTEMPT, 0.5), 0.5);
});

test("what took longer than any bound counts as the longest", () => {
  assert.equal(bucketOf(ATTEMPT, 60_001), ATTEMPT.boundsMs.length);
  assert.equal(quantile(tallyOf([100_000]), ATTEMPT, 0.5), 60_000);
});

test("tallies are added up, but for the depth, of which the highest stays", () => {
  const sum = tallyOf([1]);
  sum[DEPTH_AT] = 5;
  const other = tallyOf([1, 2_000]);
  other[DEPTH_AT] = 3;
  add(sum, other);
  assert.deepEqual([sum[DEPTH_AT], sum[ATTEMPT.at], quantile(sum, ATTEMPT, 1)], [5, 2, 2_000]);
});

test("the two histograms fill the end of a tally, and both stores have a column for each of its numbers", () => {
  assert.equal(LATENCY.at, ATTEMPT.at + ATTEMPT.boundsMs.length + 1);
  assert.equal(FIGURES.length, LATENCY.at + LATENCY.boundsMs.length + 1);
  const folder = new URL("../../src/store/migrations/", import.meta.url);
  for (const engine of readdirSync(folder)) {
    const name = readdirSync(new URL(`${engine}/`, folder)).find((file) => file.endsWith("-figures.sql"))!;
    const text = readFileSync(new URL(`${engine}/${name}`, folder), "utf8");
    const columns = [...text.matchAll(/\b(\w+) int(?:eger)?,/gi)].map(([, column]) => column);
    assert.deepEqual(columns, [...FIGURES], engine);
  }
});
