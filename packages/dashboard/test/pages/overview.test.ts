import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Point,
  type Stats,
  sayNumber,
  sayPercent,
  successRate,
  toRates,
  toSuccess,
  withMinutes,
} from "../../src/pages/overview/figures.ts";

const START = Date.parse("2026-03-01T12:00:00Z");
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();

function point(minute: number, events: number | null): Point {
  const deliveries = { success: events, failed: 0, cancelled: 0 };
  return { at: at(minute), events, deliveries, attempts: events, attempts_failed: 0 } as unknown as Point;
}

function stats(points: Point[], step_s = 60): Stats {
  return { from: at(0), to: at(points.length), step_s, points, totals: {} as never };
}

describe("the overview's figures", () => {
  test("take what the stream says of the last two minutes, and move on with the clock", () => {
    const before = stats([point(0, 1), point(1, 2), point(2, 3)]);
    const after = withMinutes(before, [point(2, 30), point(3, 4)]);
    assert.deepEqual(
      after.points.map(({ at, events }) => [at, events]),
      [
        [at(1), 2],
        [at(2), 30],
        [at(3), 4],
      ],
    );
    assert.equal(before.points.length, 3, "what was there is not touched");
    assert.deepEqual(after.totals, { events: 36, deliveries: { success: 36, failed: 0, cancelled: 0 } });
  });

  test("stay as they are where a step is longer than a minute", () => {
    const hours = stats([point(0, 1)], 3_600);
    assert.equal(withMinutes(hours, [point(0, 9)]), hours);
    assert.deepEqual(withMinutes(stats([point(0, 1)]), [null]).points, [point(0, 1)]);
  });

  test("are rates a minute, whatever a step is, and of a step that is not over for as long as it is old", () => {
    const [hour] = toRates(stats([point(0, 600)], 3_600), START + 7_200_000);
    assert.equal(hour!.events, 10);
    const [half] = toRates(stats([point(0, 30)]), START + 30_000);
    assert.equal(half!.success, 60);
    const [fresh] = toRates(stats([point(0, 1)]), START + 100);
    assert.equal(fresh!.events, 6, "an instant is taken for ten seconds");
    assert.equal(toRates(stats([point(0, null)]), START)[0]!.events, null, "nobody counted");
  });

  test("say how much succeeded of what ended", () => {
    assert.equal(successRate({ success: 3, failed: 1 }), 0.75);
    assert.equal(successRate({ success: 0, failed: 0 }), null);
    assert.equal(successRate({ success: null, failed: null }), null);
    const tried = { ...point(0, 10), attempts: 20, attempts_failed: 5 };
    assert.deepEqual(toSuccess(stats([tried])), [{ at: at(0), attempts: 75, deliveries: 100 }]);
  });

  test("are written with no more digits than anybody reads, and never rounded up to all", () => {
    assert.deepEqual([0, 0.44, 9.96, 12.3, 1_234, 1_648_018].map(sayNumber), [
      "0",
      "0.4",
      "10",
      "12",
      "1,234",
      "1.65M",
    ]);
    assert.deepEqual([100, 99.999, 99.5, 50.04].map(sayPercent), ["100 %", "99.99 %", "99.5 %", "50 %"]);
  });
});
