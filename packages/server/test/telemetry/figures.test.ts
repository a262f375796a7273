import assert from "node:assert/strict";
import { test } from "node:test";
import { ALL, DAY_MS, FIGURES, HOUR_MS, MINUTE_MS } from "../../src/model/figures.ts";
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

const ofMinute = (countings: readonly Counting[]) =>
  shown(countings.filter(({ resolutionMs }) => resolutionMs === MINUTE_MS));

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
    ...{ "0 0 minute": site, "0 0 hour": site, "0 0 day": site },
    ...{ "3 0 minute": site, "3 0 hour": site, "3 0 day": site },
    ...{ "3 8 minute": webhook, "3 8 hour": webhook, "3 8 day": webhook },
  });
});

test("only what has grown is taken, each time as it stands", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.eventAccepted(4);
  assert.equal(figures.take(START).length, 9);
  assert.deepEqual(figures.take(START + 5_000), []);
  figures.eventAccepted(SITE);
  assert.deepEqual(ofMinute(figures.take(START + 10_000)), {
    "0 0 minute": { events: 3 },
    "3 0 minute": { events: 2 },
  });
});

test("an hour and a day go on over their minutes, also while a minute is not over", () => {
  const figures = new Figures(DAY);
  for (const minute of [0, 1, 2]) {
    figures.eventAccepted(SITE);
    const sum = { events: minute + 1 };
    const expected = { "3 0 minute": { events: 1 }, "3 0 hour": sum, "3 0 day": sum };
    const taken = figures.take(DAY + minute * MINUTE_MS + 5_000).filter(({ siteNo }) => siteNo === SITE);
    assert.deepEqual(shown(taken), expected);
    const over = figures.take(DAY + (minute + 1) * MINUTE_MS);
    assert.deepEqual(
      over.filter(({ siteNo }) => siteNo === SITE),
      [],
      "it has not grown since",
    );
  }
});

test("an hour begins anew while its day goes on, and a day begins anew with nobody in memory", () => {
  const figures = new Figures(START);
  const ofSite = (now: number) => {
    const taken = figures.take(now).filter(({ siteNo }) => siteNo === SITE);
    return taken.map(({ at, values }) => [at, values[0]]);
  };
  figures.eventAccepted(SITE);
  figures.take(START + MINUTE_MS);
  figures.eventAccepted(SITE);
  assert.deepEqual(ofSite(START + 2 * MINUTE_MS), [
    [START + MINUTE_MS, 1],
    [START + MINUTE_MS, 1],
    [DAY, 2],
  ]);
  figures.take(DAY + DAY_MS);
  figures.eventAccepted(SITE);
  assert.deepEqual(ofSite(DAY + DAY_MS + MINUTE_MS), Array(3).fill([DAY + DAY_MS, 1]));
});

test("the hub is told of in a minute in which nothing happens: somebody was there to count", () => {
  const figures = new Figures(DAY);
  figures.eventAccepted(SITE);
  figures.take(DAY + 1);
  assert.deepEqual(shown(figures.take(DAY + MINUTE_MS)), {
    ...{ "0 0 minute": {}, "0 0 hour": { events: 1 }, "0 0 day": { events: 1 } },
  });
  assert.deepEqual(figures.take(DAY + MINUTE_MS + 1), []);
});

test("before the process ends what has grown is told", () => {
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
  assert.deepEqual(ofMinute(figures.take(START + 1)), { "0 0 minute": { depth: 9 }, "3 0 minute": { depth: 8 } });
  figures.depthStands(new Map(), 2);
  assert.deepEqual(figures.take(START + 2), []);
});

test("a clock that is set back goes on in the minute that it was in: no minute is written over by less", () => {
  const figures = new Figures(START);
  figures.eventAccepted(SITE);
  figures.take(START - 5 * MINUTE_MS);
  figures.eventAccepted(SITE);
  const taken = figures.take(START - 4 * MINUTE_MS).filter(({ resolutionMs }) => resolutionMs === MINUTE_MS);
  assert.deepEqual(
    taken.map(({ at, values }) => [at, values[0]]),
    [
      [START, 2],
      [START, 2],
    ],
  );
});

test("more webhooks than are remembered are counted in their site and in the hub", () => {
  const figures = new Figures(START);
  for (let webhookNo = 1; webhookNo <= 10_050; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
  const taken = figures.take(START + 1).filter(({ resolutionMs }) => resolutionMs === MINUTE_MS);
  assert.equal(taken.length, 10_002);
  assert.deepEqual(
    taken.filter(({ webhookNo }) => webhookNo === ALL).map(({ values }) => values[1]),
    [10_050, 10_050],
  );
});

test("of many that have grown so many are taken at a time, in turn; of what is over, all", () => {
  const figures = new Figures(START);
  const countAll = () => {
    for (let webhookNo = 1; webhookNo <= 10; webhookNo += 1) figures.deliveryEnded(webhookNo, SITE, "success");
  };
  const webhooksOf = (countings: readonly Counting[], resolutionMs: number) =>
    countings.filter((one) => one.webhookNo !== ALL && one.resolutionMs === resolutionMs).map((one) => one.webhookNo);
  countAll();
  assert.deepEqual(webhooksOf(figures.take(START + 1, 6), MINUTE_MS), [1, 2, 3, 4], "beside the hub and the site");
  assert.deepEqual(webhooksOf(figures.take(START + 2, 4), MINUTE_MS), [5, 6, 7, 8]);
  countAll();
  assert.deepEqual(webhooksOf(figures.take(START + 3, 6), MINUTE_MS), [9, 10, 1, 2]);
  const over = figures.take(START + MINUTE_MS, 4);
  assert.deepEqual(webhooksOf(over, MINUTE_MS), [3, 4, 5, 6, 7, 8], "the others have not grown since");
  assert.deepEqual(webhooksOf(over, HOUR_MS), [3, 4, 5, 6, 7, 8], "the hour is over as well");
  assert.deepEqual(webhooksOf(over, DAY_MS), [3, 4, 5], "the day goes on");
  assert.deepEqual(webhooksOf(figures.take(START + MINUTE_MS + 1), DAY_MS), [6, 7, 8]);
  assert.deepEqual(figures.take(START + MINUTE_MS + 2), []);
});
