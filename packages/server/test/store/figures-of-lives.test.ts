/** A node that begins anew counts in rows of its own: what becomes of them when nobody writes them any more. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ALL, DAY_MS, DEPTH_AT, emptyTally, FIGURES, HOUR_MS, PLACE } from "../../src/model/figures.ts";
import type { FiguresRow } from "../../src/store/figures.ts";
import type { Store } from "../../src/store/store.ts";
import { ENGINES, type NewPlace, type Place } from "../moving/engines.ts";

const NOW = Date.UTC(2026, 0, 10);
const SETTLED = NOW - 2 * DAY_MS;
const PAST = { minutes: SETTLED, hours: NOW - 30 * DAY_MS, days: NOW - 30 * DAY_MS, settled: SETTLED };
const OTHER = { siteNo: 1, webhookNo: 2 };
/** Somebody was there to count. */
const HUB = { siteNo: ALL, webhookNo: ALL };
const LIVES = Array.from({ length: 20 }, (_, epoch) => epoch);

async function open(t: TestContext, newPlace: NewPlace): Promise<{ place: Place; store: Store }> {
  const place = newPlace(t);
  const store = await place.open();
  t.after(() => store.close());
  return { place, store };
}

/** What one life of a node counted. */
function row(resolutionMs: number, at: number, epoch: number, key = { siteNo: 1, webhookNo: 1 }): FiguresRow {
  const values = emptyTally();
  const counted = { events: 3, depth: epoch, attempt_2: 1 };
  for (const [name, value] of Object.entries(counted)) values[FIGURES.indexOf(name)] = value;
  return { ...key, resolutionMs, at, node: { no: epoch % 3, epoch }, values };
}

async function pruneAll(store: Store): Promise<void> {
  for (let slices = 0; await store.pruneFigures(PAST, 2); slices += 1) assert.ok(slices < 50);
}

async function countRows({ ask }: Place): Promise<number> {
  const [found] = await ask("SELECT count(*) AS count FROM stat");
  return Number(found!.count);
}

async function countedIn(store: Store, resolutionMs: number, at: number): Promise<unknown[]> {
  const range = { resolutionMs, stepMs: resolutionMs, from: at, to: at + 2 * resolutionMs };
  const { points } = await store.readFigures({ siteNo: 1, webhookNo: 1 }, range);
  const attempts = FIGURES.indexOf("attempt_2");
  return points.map(({ values }) => [values[PLACE.events], values[DEPTH_AT], values[attempts], values[PLACE.failed]]);
}

for (const newPlace of ENGINES) {
  test(`${newPlace.name}: rows of a settled hour or day become one, and say the same`, async (t) => {
    const { place, store } = await open(t, newPlace);
    for (const resolutionMs of [HOUR_MS, DAY_MS]) {
      const at = SETTLED - resolutionMs;
      for (const epoch of LIVES) {
        await store.writeFigures([
          ...[row(resolutionMs, at, epoch), row(resolutionMs, at, epoch, OTHER)],
          row(resolutionMs, at + resolutionMs, epoch),
        ]);
      }
      await store.writeFigures([row(resolutionMs, at, 1, HUB), row(resolutionMs, at + resolutionMs, 1, HUB)]);
    }
    const before = await Promise.all([HOUR_MS, DAY_MS].map((each) => countedIn(store, each, SETTLED - each)));
    await pruneAll(store);
    assert.equal(await countRows(place), 2 * (2 + LIVES.length + 2), "what is not settled yet is left as it is");
    const after = await Promise.all([HOUR_MS, DAY_MS].map((each) => countedIn(store, each, SETTLED - each)));
    assert.deepEqual(after, before);
    assert.deepEqual(after[0], Array(2).fill([60, 19, 20, 0]));
  });

  test(`${newPlace.name}: rows are put together once more, should somebody have written after all`, async (t) => {
    const { place, store } = await open(t, newPlace);
    const at = SETTLED - HOUR_MS;
    await store.writeFigures([row(HOUR_MS, at, 1), row(HOUR_MS, at, 2), row(HOUR_MS, at, 1, HUB)]);
    await pruneAll(store);
    await store.writeFigures([row(HOUR_MS, at, 7)]);
    await pruneAll(store);
    assert.equal(await countRows(place), 2);
    assert.deepEqual(await countedIn(store, HOUR_MS, at), [[9, 7, 3, 0]]);
  });

  test(`${newPlace.name}: what is old of one series is found among many that have nothing old`, async (t) => {
    const { place, store } = await open(t, newPlace);
    const series = Array.from({ length: 1_100 }, (_, no) => ({ siteNo: 1 + (no % 3), webhookNo: no }));
    await store.writeFigures(series.map((key) => row(HOUR_MS, PAST.hours, 1, key)));
    const old = [series[0]!, series[700]!, series.at(-1)!];
    await store.writeFigures(
      old.flatMap((key) => [1, 2].map((hours) => row(HOUR_MS, PAST.hours - hours * HOUR_MS, 1, key))),
    );
    while (await store.pruneFigures(PAST, 4));
    assert.equal(await countRows(place), series.length);
  });
}
