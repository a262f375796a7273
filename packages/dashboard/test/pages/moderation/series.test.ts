import assert from "node:assert/strict";
import { test } from "node:test";
import { percent, seriesOf, shortDuration } from "../../../src/pages/moderation/figures/series.ts";

const hour = (at: string, approved: number) => ({ at, approved, flagged: 1, rejected: 0 });

test("a few days are shown by the hour, and an hour in which nothing was decided is there as well", () => {
  const { step, bars } = seriesOf([hour("2026-01-15T10:00:00.000Z", 2), hour("2026-01-15T13:00:00.000Z", 3)]);
  assert.equal(step, "hour");
  assert.deepEqual(
    bars.map(({ approved }) => approved),
    [2, 0, 0, 3],
  );
});

test("more is shown by the day of where it is looked at", () => {
  const told = [
    hour("2026-01-10T22:00:00.000Z", 1),
    hour("2026-01-10T23:00:00.000Z", 2),
    hour("2026-01-20T01:00:00.000Z", 4),
  ];
  const { step, bars } = seriesOf(told, 3_600_000);
  assert.equal(step, "day");
  assert.equal(bars.length, 11);
  assert.equal(new Date(bars[0]!.at).toISOString(), "2026-01-09T23:00:00.000Z");
  assert.deepEqual([bars[0]!.approved, bars[1]!.approved, bars.at(-1)!.approved], [1, 2, 4]);
  const decided = bars.reduce((sum, { approved, flagged }) => sum + approved + flagged, 0);
  assert.equal(decided, 10);
});

test("nothing decided is no bar at all", () => {
  assert.deepEqual(seriesOf([]).bars, []);
});

test("durations and shares are told shortly", () => {
  assert.deepEqual([45, 720, 12_600, 200_000].map(shortDuration), ["45 s", "12 min", "3.5 h", "2 d"]);
  assert.deepEqual([percent(0.126), percent(null)], ["13%", "–"]);
});
