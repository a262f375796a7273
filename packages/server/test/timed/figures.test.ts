/** What a page waits for whose charts are drawn from all that is kept: 400 days of hours, and two of minutes. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ALL, DAY_MS, FIGURES_KEPT_MS, HOUR_MS, MINUTE_MS, MINUTES_KEPT_MS } from "../../src/model/figures.ts";
import type { FiguresRange } from "../../src/store/figures.ts";
import type { Store } from "../../src/store/store.ts";
import { ENGINES, type Place } from "../moving/engines.ts";
import { slowness } from "../promised.ts";

const NOW = Date.UTC(2026, 0, 10, 12);
const WEBHOOKS = 100;
/** What a chart may take, of a machine that has nothing else to do. */
const ANSWER_MS_MAX = 100;
const ASKED = 9;

/** Each has counted in every stretch of its time, as has the hub. */
async function fill(place: Place): Promise<void> {
  for (const [resolutionMs, keptMs] of [
    [MINUTE_MS, MINUTES_KEPT_MS],
    [HOUR_MS, FIGURES_KEPT_MS],
    [DAY_MS, FIGURES_KEPT_MS],
  ] as const) {
    const last = Math.floor(NOW / resolutionMs) * resolutionMs;
    await place.ask(
      `WITH RECURSIVE stretch(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM stretch WHERE i < ${keptMs / resolutionMs - 1}),
         hook(no) AS (SELECT -1 UNION ALL SELECT no + 1 FROM hook WHERE no < ${WEBHOOKS})
       INSERT INTO stat (site_no, webhook_no, resolution, at, node_no, epoch, events, success, failed, attempts,
         attempt_2, attempt_3, attempt_4, attempt_9, latency_3, latency_5, latency_9)
       SELECT CASE WHEN no < 0 THEN ${ALL} ELSE 1 END, CASE WHEN no < 0 THEN ${ALL} ELSE no END, ${resolutionMs},
         ${last} - CAST(i AS bigint) * ${resolutionMs}, 0, 1, 9, 8, 1, 12, 3, 3, 3, 3, 4, 4, 4
       FROM hook CROSS JOIN stretch ORDER BY no, i DESC`,
    );
  }
}

/** The best of some times, less by as much as the machine is slower: what else it does is not what is asked about. */
async function timeOf(read: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let asked = 0; asked < ASKED; asked += 1) {
    const startedAt = performance.now();
    await read();
    times.push(performance.now() - startedAt);
  }
  const best = Math.min(...times);
  return best > ANSWER_MS_MAX ? best / slowness() : best;
}

const range = (resolutionMs: number, stepMs: number, lengthMs: number): FiguresRange => {
  const to = Math.floor(NOW / stepMs) * stepMs;
  return { resolutionMs, stepMs, from: to - lengthMs, to };
};

const OF_ONE = {
  "two hours by the minute": range(MINUTE_MS, MINUTE_MS, 2 * HOUR_MS),
  "two days by the quarter of an hour": range(MINUTE_MS, 900_000, 2 * DAY_MS),
  "twenty days by the hour": range(HOUR_MS, HOUR_MS, 20 * DAY_MS),
  "125 days by six hours": range(HOUR_MS, 6 * HOUR_MS, 125 * DAY_MS),
  "399 days by the day": range(DAY_MS, DAY_MS, 399 * DAY_MS),
};
const OF_EACH = {
  "an hour by two minutes": range(MINUTE_MS, 120_000, HOUR_MS),
  "a day by the hour": range(HOUR_MS, HOUR_MS, DAY_MS),
  "a week by six hours": range(HOUR_MS, 6 * HOUR_MS, 7 * DAY_MS),
  "a month by the day": range(DAY_MS, DAY_MS, 30 * DAY_MS),
  "90 days by three": range(DAY_MS, 3 * DAY_MS, 90 * DAY_MS),
};

async function expectQuick(t: TestContext, store: Store): Promise<void> {
  const nos = Array.from({ length: WEBHOOKS }, (_, index) => index + 1);
  const slow: string[] = [];
  const note = (name: string, ms: number) => {
    t.diagnostic(`${name}: ${ms.toFixed(1)} ms`);
    if (ms > ANSWER_MS_MAX) slow.push(`${name}: ${ms.toFixed(1)} ms`);
  };
  for (const [name, asked] of Object.entries(OF_ONE)) {
    const { points, watched } = await store.readFigures({ siteNo: 1, webhookNo: 7 }, asked);
    assert.deepEqual([points.length, watched.length], Array(2).fill((asked.to - asked.from) / asked.stepMs), name);
    note(`one, ${name}`, await timeOf(() => store.readFigures({ siteNo: 1, webhookNo: 7 }, asked)));
  }
  for (const [name, asked] of Object.entries(OF_EACH)) {
    const points = await store.readWebhookFigures(1, nos, asked);
    assert.equal(points.length, (WEBHOOKS * (asked.to - asked.from)) / asked.stepMs, name);
    note(`${WEBHOOKS} webhooks, ${name}`, await timeOf(() => store.readWebhookFigures(1, nos, asked)));
  }
  assert.deepEqual(slow, [], `each within ${ANSWER_MS_MAX} ms`);
}

for (const newPlace of ENGINES) {
  test(`${newPlace.name}: figures of ${WEBHOOKS} webhooks are read within ${ANSWER_MS_MAX} ms`, async (t) => {
    const place = newPlace(t);
    await (await place.open()).close();
    await fill(place);
    const store = await place.open();
    t.after(() => store.close());
    await expectQuick(t, store);
  });
}
