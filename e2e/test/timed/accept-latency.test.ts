import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { affordable } from "../../../packages/server/test/promised.ts";
import type { Api } from "../../harness/api.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub } from "../../harness/given.ts";
import { givenStuck } from "../../harness/stuck.ts";
import type { Load } from "./load/generator.ts";
import { measure } from "./load/measure.ts";
import { percentile, summary } from "./load/percentile.ts";
import { givenStopwatch } from "./load/stopwatch.ts";

const P99_MS_MAX = 25;
const PER_SECOND = 1_000;
const WARM_UP_SECONDS = 3;
const WINDOW_SECONDS = 10;
/** Windows may be spoiled by whatever else the machine does: two must hold, or one of some rounds beside one alone. */
const WINDOWS_HELD = 2;
const ROUNDS_MAX = 4;
/** Beside the dead and the hanging it may take so many times as long as alone, where the machine is slow. */
const SLOWER_MAX = 2;
const WAITING = 5_000;
const HANGING = 20;
const PAYLOAD_BYTES = 700;
/** Nothing listens on the port for "TCP port service multiplexer". */
const DEAD_ADDRESS = "http://127.0.0.1:1/hook";

test("accepting at 1,000 events/s, or fewer where the machine is slow, takes under 25 ms at p99 beside dead and hanging receivers, or twice what it takes without them", async (t) => {
  const hub = await givenHub(t);
  const stopwatch = await givenStopwatch(t);
  const stuck = await givenStuck(t, { hangs: HANGING });
  await oweTheDead(hub.api);
  // Each event goes to the healthy webhook and to four that hang.
  const types = Array.from({ length: HANGING / 4 }, (_, i) => `load.t${i}`);
  await subscribe(hub.api, stopwatch.urlOf("healthy"), ["load.*"]);
  for (const [i, { url }] of stuck.entries()) await subscribe(hub.api, url, [types[i % types.length]!]);
  const common = { url: hub.url, key: hub.adminKey, types, bytes: PAYLOAD_BYTES };
  await measure({ ...common, perSecond: affordable(PER_SECOND), seconds: WARM_UP_SECONDS });
  await eventually(
    async () => stuck.filter((one) => one.taken() === 0).length,
    (missing) => missing === 0,
    { what: "all twenty to have connections that hang" },
  );

  const p99s: number[] = [];
  const oneWindow = async (load: Load) => {
    stopwatch.latencies.length = 0;
    const { latencies, statuses, lateness } = await measure(load);
    const sent = load.perSecond * WINDOW_SECONDS;
    assert.deepEqual(statuses, { 202: sent });
    p99s.push(percentile(latencies, 0.99));
    await eventually(
      async () => stopwatch.latencies.length,
      (count) => count >= sent,
      { what: "all healthy deliveries" },
    );
    t.diagnostic(`window ${p99s.length}: accepted in ${summary(latencies)}`);
    t.diagnostic(`  healthy deliveries, from the moment the event was due: ${summary(stopwatch.latencies)}`);
    t.diagnostic(`  the generator itself was late by ${summary(lateness)}`);
    return p99s.at(-1)!;
  };
  const held = () => p99s.filter((p99) => p99 < P99_MS_MAX).length;
  const isQuick = async (): Promise<boolean> => {
    const load = { ...common, perSecond: affordable(PER_SECOND), seconds: WINDOW_SECONDS };
    const p99 = await oneWindow(load);
    if (p99 < P99_MS_MAX) return held() >= WINDOWS_HELD;
    // A machine too slow for the figure still tells whether it is the others that cost the time.
    const alone = await p99Alone(t, load);
    t.diagnostic(`  at ${load.perSecond} events/s alone: p99 ${alone.toFixed(1)} ms`);
    return alone > P99_MS_MAX / SLOWER_MAX && p99 < SLOWER_MAX * alone;
  };
  for (let rounds = 1; !(await isQuick()); rounds += 1) {
    assert.ok(rounds < ROUNDS_MAX, `p99 of each window: ${p99s.map((p99) => p99.toFixed(1)).join(", ")} ms`);
  }
  assert.equal(await waitingForRetry(hub.api), WAITING, "the dead address is still owed everything");
  // It would wait for those that hang.
  await hub.kill();
});

/** Deliveries that had their first attempt and wait an hour for their second. */
async function oweTheDead(api: Api): Promise<void> {
  await subscribe(api, DEAD_ADDRESS, ["dead.letter"], { retry_schedule: [0, 3_600], timeout_ms: 5_000 });
  const events = Array.from({ length: 1_000 }, (_, n) => ({
    type: "dead.letter",
    data: { n, padding: "x".repeat(PAYLOAD_BYTES) },
  }));
  for (let sent = 0; sent < WAITING; sent += events.length) {
    await api.expect(202, api.post("/v1/events/batch", { events }));
  }
  await eventually(
    () => waitingForRetry(api),
    (count) => count === WAITING,
    { what: "5,000 first attempts" },
  );
}

async function waitingForRetry(api: Api): Promise<number> {
  const metrics: string = await api.expect(200, api.get("/metrics"));
  return Number(/^tabellary_attempt_duration_seconds_count\{outcome="connect"\} (\d+)/m.exec(metrics)?.[1]);
}

async function subscribe(api: Api, url: string, events: string[], wishes: object = {}): Promise<void> {
  await api.expect(201, api.post("/v1/webhooks", { url, events, ...wishes }));
}

/** The same load on a hub that has nothing but the healthy webhook. */
async function p99Alone(t: TestContext, load: Parameters<typeof measure>[0]): Promise<number> {
  const hub = await givenHub(t);
  const stopwatch = await givenStopwatch(t);
  await subscribe(hub.api, stopwatch.urlOf("healthy"), ["load.*"]);
  const own = { ...load, url: hub.url, key: hub.adminKey };
  await measure({ ...own, seconds: WARM_UP_SECONDS });
  const { latencies } = await measure(own);
  await hub.kill();
  return percentile(latencies, 0.99);
}
