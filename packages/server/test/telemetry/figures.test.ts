import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL, DAY_MS, DEPTH_AT, FIGURES, HOUR_MS, MINUTE_MS } from "../../src/model/figures.ts";
import { type Counting, Figures } from "../../src/telemetry/figures.ts";

const DAY = Date.UTC(2026, 0, 1);
/** One minute before the day's first hour ends. */
const START = DAY + HOUR_MS - MINUTE_MS;
const SITE = 3;
const HOOK = 8;

/** `site webhook resolution`: what was counted, by name. */
function shown(countings: readonly Counting[]): Record<string, Record<string, number>> {
  const names = new Map([
    [MINUTE_MS, "minute"],
    [HOUR_MS, "hour"],
    [DAY_MS, "day"],
  ]);
  return Object.fromEntries(
    countings.map(({ siteNo, webhookNo, resolutionMs, at, values }) => {
      assert.equal(at % resolutionMs, 0);
      const counted = FIGURES.map((name, place) => [name, values[place]!] as const).filter(([, value]) => value > 0);
      return [`${siteNo} ${webhookNo} ${names.get(resolutionMs)}`, Object.fromEntries(counted)];
    }),
  );
}

test("what happens is counted for the webhook, its site and the hub", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.deliveryOwed(HOOK, SITE);
  figures.attemptEnded(HOOK, SITE, true, 30);
  figures.retryPlanned(HOOK, SITE);
  figures.attemptEnded(HOOK, SITE, false, 3);
  figures.deliveryEnded(HOOK, SITE, "success");
  figures.succeededAfter(HOOK, SITE, 70_000);
  figures.messageReceived(SITE, "duplicate");
  const counted = { events: 1, success: 1, attempts: 2, attempts_failed: 1, retries: 1, attempt_2: 1, attempt_5: 1 };
  const webhook = { ...counted, latency_14: 1 };
  const site = { ...webhook, messages_duplicate: 1 };
  assert.deepEqual(shown(figures.take(START + 1)), {
    "0 0 minute": site,
    "3 0 minute": site,
    "3 8 minute": webhook,
  });
});

test("only what has grown is taken, each time as it stands", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.eventAccepted(4);
  assert.equal(figures.take(START).length, 3);
  assert.deepEqual(figures.take(START + 5_000), []);
  figures.eventAccepted(SITE);
  assert.deepEqual(shown(figures.take(START + 10_000)), { "0 0 minute": { events: 3 }, "3 0 minute": { events: 2 } });
});

test("at the end of a minute its hour and day are told with it, and go on", () => {
  const figures = new Figures(DAY);
  for (const minute of [0, 1, 2]) {
    figures.eventAccepted(SITE);
    const hub = { events: minute + 1 };
    const over = figures.take(DAY + (minute + 1) * MINUTE_MS).slice(0, -1);
    assert.deepEqual(shown(over), {
      "0 0 minute": { events: 1 },
      "0 0 hour": hub,
      "0 0 day": hub,
      "3 0 minute": { events: 1 },
      "3 0 hour": hub,
      "3 0 day": hub,
    });
  }
});

test("an hour begins anew while its day goes on, and a day begins anew with nobody in memory", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.take(START + MINUTE_MS);
  figures.eventAccepted(SITE);
  const second = figures.take(START + 2 * MINUTE_MS);
  const ofSite = second.filter(({ siteNo }) => siteNo === SITE).map(({ at, values }) => [at, values[0]]);
  assert.deepEqual(ofSite, [
    [START + MINUTE_MS, 1],
    [START + MINUTE_MS, 1],
    [DAY, 2],
  ]);
  figures.take(DAY + DAY_MS);
  figures.eventAccepted(SITE);
  const next = figures.take(DAY + DAY_MS + MINUTE_MS).filter(({ siteNo }) => siteNo === SITE);
  assert.deepEqual(
    next.map(({ at, values }) => [at, values[0]]),
    [1, 2, 3].map(() => [DAY + DAY_MS, 1]),
  );
});

test("the hub is told of in a minute in which nothing happens: somebody was there to count", () => {
  const figures = new Figures(DAY);
  const last = figures.take(DAY + MINUTE_MS).at(-1)!;
  assert.deepEqual([last.siteNo, last.at, Math.max(...last.values)], [ALL, DAY + MINUTE_MS, 0]);
  assert.deepEqual(figures.take(DAY + MINUTE_MS + 1), []);
});

test("before the process ends the hour and the day are told with the minute that is not over", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.take(START + MINUTE_MS);
  figures.eventAccepted(SITE);
  const last = shown(figures.takeLast());
  assert.deepEqual(
    [last["3 0 minute"], last["3 0 hour"], last["3 0 day"]],
    [{ events: 1 }, { events: 1 }, { events: 2 }],
  );
});

test("of what is owed the highest of the minute counts", () => {
  const figures = new Figures(START);
  for (const depth of [3, 9, 4]) figures.depthStands(new Map([[SITE, depth - 1]]), depth);
  assert.deepEqual(shown(figures.take(START + 1)), { "0 0 minute": { depth: 9 }, "3 0 minute": { depth: 8 } });
  assert.equal(figures.take(START + MINUTE_MS)[0]!.values[DEPTH_AT], 9);
});

test("a clock that is set back goes on in the minute that it was in: no minute is written over by less", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.take(START - 5 * MINUTE_MS);
  figures.eventAccepted(SITE);
  assert.deepEqual(
    figures.take(START - 4 * MINUTE_MS).map(({ at, values }) => [at, values[0]]),
    [
      [START, 2],
      [START, 2],
    ],
  );
});

test("more webhooks than are remembered are counted in their site and in the hub", () => {
  const figures = new Figures(START);
  for (let webhookNo = 1; webhookNo <= 10_050; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
  const taken = figures.take(START + 1);
  assert.equal(taken.length, 10_002);
  assert.deepEqual(
    taken.filter(({ webhookNo }) => webhookNo === ALL).map(({ values }) => values[1]),
    [10_050, 10_050],
  );
});
