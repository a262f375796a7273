import assert from "node:assert/strict";
import { test } from "node:test";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import { Counting, type CountingDeps } from "../../src/chores/counting.ts";
import { DEPTH_AT, MINUTE_MS, PLACE } from "../../src/model/figures.ts";
import type { FiguresRow } from "../../src/store/figures.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { Figures } from "../../src/telemetry/figures.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const NODE = { no: 4, epoch: 2 };
const SITE = 1;

/** What a chore has written, by key: over and over the same, as the store has it. */
function open(with_: Partial<CountingDeps["store"]> = {}) {
  const clock = new VirtualTime();
  const figures = new Figures(clock.now());
  const stored = new Map<string, FiguresRow>();
  const slices: number[] = [];
  const troubles: Error[] = [];
  const store: CountingDeps["store"] = {
    async writeFigures(rows) {
      slices.push(rows.length);
      for (const row of rows) stored.set(`${row.siteNo} ${row.webhookNo} ${row.resolutionMs} ${row.at}`, row);
    },
    countOwed: async () => [],
    ...with_,
  };
  const webhooks = new Map([[7, { no: 7, siteNo: SITE, config: {} } as CataloguedWebhook]]);
  const catalogue = { now: { webhook: (no: number) => webhooks.get(no) } };
  const onTrouble = (error: Error) => void troubles.push(error);
  const counting = new Counting({ store, figures, catalogue, clock, node: NODE, onTrouble });
  const ofMinute = () => [...stored.values()].filter(({ resolutionMs }) => resolutionMs === MINUTE_MS);
  const ofSite = () => ofMinute().filter(({ siteNo }) => siteNo === SITE);
  return { clock, figures, counting, stored, slices, troubles, store, ofSite, ofMinute };
}

test("what was counted is written within seconds, under the lease that the process began with", async () => {
  const { clock, figures, counting, ofSite } = open();
  counting.start();
  figures.eventAccepted(SITE);
  await clock.advance(5_001);
  const [row] = ofSite();
  assert.deepEqual([row!.values[0], row!.node, row!.resolutionMs], [1, NODE, MINUTE_MS]);
  figures.eventAccepted(SITE);
  await clock.advance(5_000);
  assert.deepEqual(
    ofSite().map(({ values }) => values[0]),
    [2],
    "the same row, as it stands now",
  );
  await counting.stop();
});

test("the end of a minute is met, so that what comes after it is the next minute's", async () => {
  const { clock, figures, counting, ofSite } = open();
  const begin = clock.now();
  clock.jump(MINUTE_MS - (begin % MINUTE_MS) - 1_000);
  figures.take(clock.now());
  counting.start();
  figures.eventAccepted(SITE);
  await clock.advance(1_001);
  figures.eventAccepted(SITE);
  await counting.stop();
  const minutes = ofSite();
  assert.deepEqual(
    minutes.map(({ values }) => values[0]),
    [1, 1],
  );
  assert.equal(minutes[1]!.at - minutes[0]!.at, MINUTE_MS);
});

test("while the store is away nothing is lost: it is written when it is back", async () => {
  let isAway = true;
  const it = open();
  const { writeFigures } = it.store;
  const counting = new Counting({
    ...{ figures: it.figures, clock: it.clock, node: NODE, catalogue: { now: { webhook: () => undefined } } },
    store: {
      countOwed: async () => [],
      async writeFigures(rows) {
        if (isAway) throw new StoreUnavailableError("away", "none");
        await writeFigures(rows);
      },
    },
    onTrouble: assert.ifError,
  });
  counting.start();
  for (let minute = 0; minute < 3; minute += 1) {
    it.figures.eventAccepted(SITE);
    await it.clock.advance(MINUTE_MS);
  }
  assert.equal(it.stored.size, 0);
  isAway = false;
  await it.clock.advance(5_001);
  const minutes = it.ofSite();
  assert.equal(
    minutes.reduce((sum, { values }) => sum + values[0]!, 0),
    3,
  );
  await counting.stop();
});

test("however long the store is away, no more than so much waits for it: the oldest is let go", async () => {
  let isAway = true;
  const { clock, figures, counting, slices, stored } = open({
    async writeFigures(rows) {
      if (isAway) throw new StoreUnavailableError("away", "none");
      slices.push(rows.length);
      for (const row of rows) stored.set(`${row.webhookNo} ${row.resolutionMs} ${row.at}`, row);
    },
  });
  const [minutes, webhooks] = [9, 7_000];
  const begin = clock.now();
  counting.start();
  for (let minute = 0; minute < minutes; minute += 1) {
    for (let webhookNo = 1; webhookNo <= webhooks; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
    await clock.advance(MINUTE_MS);
  }
  isAway = false;
  await counting.stop();
  const written = slices.reduce((sum, rows) => sum + rows, 0);
  assert.ok(written <= 50_000, `${written} rows waited`);
  const ofMinute = (minute: number) => {
    const at = begin + minute * MINUTE_MS;
    return [...stored.values()].filter((row) => row.resolutionMs === MINUTE_MS && row.at === at && row.webhookNo !== 0);
  };
  assert.deepEqual([ofMinute(0).length, ofMinute(minutes - 1).length], [0, webhooks]);
});

test("rows are written in slices", async () => {
  const { clock, figures, counting, slices, stored } = open();
  for (let webhookNo = 1; webhookNo <= 450; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
  counting.start();
  await clock.advance(5_001);
  assert.deepEqual(slices, [...Array(6).fill(200), 156]);
  assert.equal(stored.size, 3 * 452);
  await counting.stop();
});

test("ten thousand busy webhooks are written by and by, and nobody waits for the hub and its sites", async () => {
  const { clock, figures, counting, slices, stored, ofSite } = open();
  const countAll = () => {
    for (let webhookNo = 1; webhookNo <= 9_000; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
  };
  counting.start();
  let before = 0;
  for (let look = 0; look < 12; look += 1) {
    countAll();
    await clock.advance(5_000);
    const written = slices.slice(before).reduce((sum, rows) => sum + rows, 0);
    before = slices.length;
    assert.ok(written <= 4_000, `${written} rows at a time`);
    const [site] = ofSite().filter(({ webhookNo }) => webhookNo === 0);
    assert.equal(site!.values[PLACE.success], (look + 1) * 9_000);
  }
  // The minute is over, and within the next each of its rows is written.
  const at = clock.now() - MINUTE_MS;
  await clock.advance(MINUTE_MS - 1);
  for (let webhookNo = 1; webhookNo <= 9_000; webhookNo += 1) {
    assert.equal(stored.get(`${SITE} ${webhookNo} ${MINUTE_MS} ${at}`)?.values[PLACE.success], 12);
  }
  await counting.stop();
});

test("a hub at rest asks for what is owed, and writes, once a minute", async () => {
  let asked = 0;
  const { clock, counting, slices } = open({
    countOwed: async () => {
      asked += 1;
      return [];
    },
  });
  counting.start();
  await clock.advance(MINUTE_MS);
  const [askedBefore, writtenBefore] = [asked, slices.length];
  await clock.advance(10 * MINUTE_MS);
  assert.equal(asked - askedBefore, 10);
  assert.equal(slices.length - writtenBefore, 10);
  await counting.stop();
});

test("what is owed is told by site, without what the hub owes itself", async () => {
  const countOwed = async () => [
    { webhookNo: 7, count: 12 },
    { webhookNo: 99, count: 5 },
  ];
  const { clock, figures, counting, ofMinute } = open({ countOwed });
  counting.start();
  for (let looks = 0; looks < 4; looks += 1) {
    figures.eventAccepted(SITE);
    await clock.advance(5_001);
  }
  const depths = ofMinute().map(({ siteNo, values }) => [siteNo, values[DEPTH_AT]]);
  assert.deepEqual(depths.sort(), [
    [0, 12],
    [SITE, 12],
  ]);
  await counting.stop();
});

test("trouble is told, and does not end it", async () => {
  const countOwed = () => Promise.reject(new Error("broken"));
  const { clock, figures, counting, troubles, ofSite } = open({ countOwed });
  counting.start();
  for (let looks = 0; looks < 4; looks += 1) {
    figures.eventAccepted(SITE);
    await clock.advance(5_001);
  }
  assert.equal(ofSite()[0]!.values[0], 4);
  assert.ok(troubles.length > 0);
  await counting.stop();
});
