import assert from "node:assert/strict";
import { test } from "node:test";
import { percent, seriesOf, shortDuration } from "../../../src/pages/moderation/figures/series.ts";

const hour = (at: string, approved: number) => ({ at, approved, flagged: 1, rejected: 0 });

const at = (time: string) => Date.parse(time);

test("a few days are shown by the hour, and an hour in which nothing was decided is there as well", () => {
  const told = [hour("2026-01-15T10:00:00.000Z", 2), hour("2026-01-15T13:00:00.000Z", 3)];
  const { step, points } = seriesOf(told, { from: null, to: at("2026-01-15T13:20:00Z"), offsetMs: 0 });
  assert.equal(step, "hour");
  assert.deepEqual(
    points.map(({ approved }) => approved),
    [2, 0, 0, 3],
  );
});

test("more is shown by the day of where it is looked at, from the beginning of what was asked for", () => {
  const told = [
    hour("2026-01-10T22:00:00.000Z", 1),
    hour("2026-01-10T23:00:00.000Z", 2),
    hour("2026-01-20T01:00:00.000Z", 4),
  ];
  const span = { from: at("2026-01-09T12:00:00Z"), to: at("2026-01-20T12:00:00Z"), offsetMs: 3_600_000 };
  const { step, points } = seriesOf(told, span);
  assert.equal(step, "day");
  assert.equal(points[0]!.at, "2026-01-08T23:00:00.000Z");
  assert.deepEqual(
    points.slice(0, 4).map(({ approved }) => approved),
    [0, 1, 2, 0],
  );
  const decided = points.reduce((sum, { approved, flagged }) => sum + approved + flagged, 0);
  assert.equal(decided, 10);
});

test("there are two points at least, for a line", () => {
  const span = { from: at("2026-01-15T10:10:00Z"), to: at("2026-01-15T10:25:00Z"), offsetMs: 0 };
  assert.equal(seriesOf([], span).points.length, 2);
});

test("durations and shares are told shortly", () => {
  assert.deepEqual([45, 720, 12_600, 200_000].map(shortDuration), ["45 s", "12 min", "3.5 h", "2 d"]);
  assert.deepEqual([percent(0.126), percent(null)], ["13%", "–"]);
});
