import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ALL, DAY_MS, DEPTH_AT, emptyTally, FIGURES, HOUR_MS, MINUTE_MS, PLACE } from "../../../src/model/figures.ts";
import { type FiguresRow, WEBHOOK_FIGURES } from "../../../src/store/figures.ts";
import type { NodeLease } from "../../../src/store/journal-entry.ts";
import { type OpenStore, on, START } from "./subject.ts";

const ONE = { no: 0, epoch: 1 };
const OTHER = { no: 1, epoch: 1 };

/** `counted`: numbers by their names. */
function row(at: number, counted: Record<string, number>, with_: Partial<FiguresRow> = {}): FiguresRow {
  const values = emptyTally();
  for (const [name, value] of Object.entries(counted)) values[FIGURES.indexOf(name)] = value;
  return { siteNo: 1, webhookNo: ALL, resolutionMs: MINUTE_MS, at, node: ONE, values, ...with_ };
}

/** A minute in which somebody was there. */
const watched = (at: number, resolutionMs = MINUTE_MS, node: NodeLease = ONE) =>
  row(at, {}, { siteNo: ALL, resolutionMs, node });

const minutes = (from: number, to: number, stepMs = MINUTE_MS) => ({ resolutionMs: MINUTE_MS, stepMs, from, to });

export function figures(open: OpenStore): void {
  describe("figures", () => {
    test(
      "are written over by who wrote them, and added up over all who count",
      on(open, async ({ store }) => {
        await store.writeFigures([row(START, { events: 2, depth: 7 }), row(START, { events: 3 }, { node: OTHER })]);
        await store.writeFigures([row(START, { events: 4, attempt_20: 1, latency_19: 2, depth: 5 }), watched(START)]);
        await store.writeFigures([]);
        const { points } = await store.readFigures({ siteNo: 1, webhookNo: ALL }, minutes(START, START + MINUTE_MS));
        const [point] = points;
        assert.equal(point!.values.length, FIGURES.length);
        const named = Object.fromEntries(FIGURES.map((name, place) => [name, point!.values[place]]));
        const counted = Object.entries(named).filter(([, value]) => value !== 0);
        assert.deepEqual(Object.fromEntries(counted), { events: 7, attempt_20: 1, latency_19: 2, depth: 5 });
      }),
    );

    test(
      "are put together by steps, of one series alone, and a depth is the highest",
      on(open, async ({ store }) => {
        const at = (minute: number) => START + minute * MINUTE_MS;
        await store.writeFigures([
          ...[0, 1, 4, 5, 9].map((minute) => watched(at(minute))),
          ...[0, 1, 5].map((minute) => row(at(minute), { events: 1 + minute, depth: minute })),
          row(at(1), { events: 100 }, { webhookNo: 1 }),
          row(at(1), { events: 100 }, { siteNo: 2 }),
          row(at(0), { events: 100 }, { resolutionMs: HOUR_MS }),
        ]);
        const series = await store.readFigures({ siteNo: 1, webhookNo: ALL }, minutes(at(0), at(10), 2 * MINUTE_MS));
        const shown = series.points.map((point) => [point.at, point.values[PLACE.events], point.values[DEPTH_AT]]);
        assert.deepEqual(shown, [
          [at(0), 3, 1],
          [at(4), 6, 5],
        ]);
        assert.deepEqual(series.watched, [at(0), at(4), at(8)]);
        const none = await store.readFigures({ siteNo: 9, webhookNo: ALL }, minutes(at(0), at(2)));
        assert.deepEqual(none, { points: [], watched: [at(0), at(1)] });
      }),
    );

    test(
      "of webhooks come in the order in which they were asked for, then by time",
      on(open, async ({ store }) => {
        const later = START + MINUTE_MS;
        const of = (webhookNo: number, at: number, success: number) =>
          row(at, { success, failed: 1, attempt_3: 2, events: 9 }, { webhookNo });
        await store.writeFigures([of(1, START, 1), of(2, START, 2), of(2, later, 3), of(3, START, 4)]);
        await store.writeFigures([row(START, { success: 9 }, { webhookNo: 2, siteNo: 2 })]);
        const points = await store.readWebhookFigures(1, [2, 7, 1], minutes(START, START + 2 * MINUTE_MS));
        const shown = points.map(({ webhookNo, at, values }) => [webhookNo, at, values[0]]);
        assert.deepEqual(shown, [
          [2, START, 2],
          [2, later, 3],
          [1, START, 1],
        ]);
        const named = WEBHOOK_FIGURES.map((place, index) => [FIGURES[place], points[0]!.values[index]]);
        const counted = named.filter(([, value]) => value !== 0);
        assert.deepEqual(Object.fromEntries(counted), { success: 2, failed: 1, attempt_3: 2 });
        assert.deepEqual(await store.readWebhookFigures(1, [], minutes(START, START + MINUTE_MS)), []);
      }),
    );

    test(
      "go by their age, each resolution by its own, a slice at a time",
      on(open, async ({ store }) => {
        const past = { minutes: START + DAY_MS, hours: START + 2 * DAY_MS, days: START + 3 * DAY_MS, settled: START };
        const of = (resolutionMs: number, at: number, webhookNo: number) =>
          row(at, { events: 1 }, { resolutionMs, webhookNo });
        const rows = [1, 2, 3].flatMap((webhookNo) => [
          ...[0, 1, 2].map((minute) => of(MINUTE_MS, START + minute * MINUTE_MS, webhookNo)),
          of(MINUTE_MS, past.minutes, webhookNo),
          ...[past.hours - HOUR_MS, past.hours].map((at) => of(HOUR_MS, at, webhookNo)),
          ...[past.days - DAY_MS, past.days].map((at) => of(DAY_MS, at, webhookNo)),
        ]);
        await store.writeFigures(rows);
        for (let slices = 0; await store.pruneFigures(past, 2); slices += 1) assert.ok(slices < 50);
        for (const [resolutionMs, at] of [
          [MINUTE_MS, past.minutes],
          [HOUR_MS, past.hours],
          [DAY_MS, past.days],
        ] as const) {
          const range = { resolutionMs, stepMs: resolutionMs, from: START, to: START + 9 * DAY_MS };
          const left = await store.readWebhookFigures(1, [1, 2, 3], range);
          assert.deepEqual(
            left.map((point) => [point.webhookNo, point.at]),
            [1, 2, 3].map((webhookNo) => [webhookNo, at]),
          );
        }
      }),
    );
  });

  describe("what is owed", () => {
    test(
      "is counted by webhook, and no further than was asked for",
      on(open, async (it) => {
        const node = await it.join();
        for (const [webhookNo, count] of [
          [1, 3],
          [2, 1],
          [4, 5],
        ] as const) {
          for (let index = 0; index < count; index += 1) await it.owe(node, it.target(webhookNo));
        }
        const count = (webhookNos: readonly number[] | null, limit: number) => it.store.countOwed(webhookNos, limit);
        const shown = async (...args: Parameters<typeof count>) =>
          (await count(...args)).map((owed) => `${owed.webhookNo}:${owed.count}`).join(" ");
        assert.equal(await shown(null, 100), "1:3 2:1 4:5");
        assert.equal(await shown(null, 6), "1:3 2:1 4:2");
        assert.equal(await shown(null, 4), "1:3 2:1");
        assert.equal(await shown([4, 3, 1], 100), "4:5 1:3");
        assert.equal(await shown([4, 1], 4), "4:4");
        assert.equal(await shown([], 4), "");
      }),
    );
  });
}
