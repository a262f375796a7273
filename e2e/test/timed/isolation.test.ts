import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { affordable, keeps } from "../../../packages/server/test/promised.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub } from "../../harness/given.ts";
import type { HubProcess } from "../../harness/hub.ts";
import { givenStuck, type Stuck } from "../../harness/stuck.ts";
import { measure } from "./load/measure.ts";
import { percentile, summary } from "./load/percentile.ts";
import { givenStopwatch, type Stopwatch } from "./load/stopwatch.ts";

const HEALTHY = 10;
const PER_SECOND = 200;
const SECONDS = 8;
const P99_MS_MAX = 1_000;

test("ten healthy webhooks get everything at once, beside 20 that hang and 5 that drip", async (t) => {
  const hub = await givenHub(t);
  const stopwatch = await givenStopwatch(t);
  const stuck = await givenStuck(t, { hangs: 20, "drips-body": 3, "drips-headers": 2 });
  // All 35 are owed every event.
  const urls = [...stuck.map(({ url }) => url), ...Array.from({ length: HEALTHY }, (_, i) => stopwatch.urlOf(`w${i}`))];
  for (const url of urls) await hub.api.expect(201, hub.api.post("/v1/webhooks", { url, events: ["*"] }));
  await keeps(t, { msMax: P99_MS_MAX, what: "the p99 of healthy deliveries" }, () =>
    oneWindow(t, hub, stopwatch, stuck),
  );
  // It would wait for those that hang.
  await hub.kill();
});

async function oneWindow(
  t: TestContext,
  hub: HubProcess,
  stopwatch: Stopwatch,
  stuck: readonly Stuck[],
): Promise<number> {
  stopwatch.latencies.length = 0;
  stopwatch.arrived.clear();
  const perSecond = affordable(PER_SECOND);
  const load = { url: hub.url, key: hub.adminKey, perSecond, seconds: SECONDS, types: ["a.b"], bytes: 700 };
  const { statuses, latencies } = await measure(load);
  const sent = perSecond * SECONDS;
  assert.deepEqual(statuses, { 202: sent });
  await eventually(
    async () => stopwatch.latencies.length,
    (count) => count >= sent * HEALTHY,
    { what: "all healthy deliveries" },
  );
  t.diagnostic(`accepted in ${summary(latencies)}`);
  t.diagnostic(`healthy deliveries, from the moment the event was due: ${summary(stopwatch.latencies)}`);
  t.diagnostic(`connections that hang or drip: ${stuck.map((one) => one.connections()).join(" ")}`);
  assert.ok(
    stuck.every((one) => one.taken() > 0),
    "the others are stuck meanwhile",
  );
  assert.equal(stopwatch.arrived.size, sent * HEALTHY, "every event at every healthy webhook");
  assert.ok(
    [...stopwatch.arrived.values()].every((times) => times === 1),
    "once",
  );
  return percentile(stopwatch.latencies, 0.99);
}
