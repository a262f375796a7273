import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { ALL, DAY_MS, emptyTally, FIGURES, HOUR_MS, MINUTE_MS } from "../../src/model/figures.ts";
import type { FiguresRow } from "../../src/store/figures.ts";
import { systemClock } from "../../src/world.ts";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { openReceiver } from "./receiver.ts";

const NOON = Date.UTC(2026, 0, 10, 12);
const at = (ms: number) => new Date(ms).toISOString();

/** A hub whose API takes it for some minutes past noon. */
const openAtNoon = (t: TestContext, now = NOON) => openHub(t, { clock: { ...systemClock, now: () => now } });

function row(start: number, counted: Record<string, number>, with_: Partial<FiguresRow> = {}): FiguresRow {
  const values = emptyTally();
  for (const [name, value] of Object.entries(counted)) values[FIGURES.indexOf(name)] = value;
  const node = { no: 9, epoch: 9 };
  return { siteNo: ALL, webhookNo: ALL, resolutionMs: MINUTE_MS, at: start, node, values, ...with_ };
}

const siteNoOf = ({ catalogue }: TestHub) => catalogue.now.siteNamed("default")!.no;

test("what a hub does is in its figures: events, deliveries, attempts, times", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const { body: webhook } = await hub.call("POST", "/v1/webhooks", { url: receiver.url, events: ["*"] });
  const dead = { url: "http://127.0.0.1:1/x", events: ["b"], retry_schedule: [0] };
  await hub.call("POST", "/v1/webhooks", dead);
  const started = Date.now();
  for (const type of ["a", "b", "c"]) await hub.call("POST", "/v1/events", { type, data: {} });
  await receiver.until(3);
  const isOver = ({ body }: { body: { deliveries: { status: string }[] } }) =>
    body.deliveries.every(({ status }) => status !== "pending");
  await eventually(() => hub.call("GET", "/v1/deliveries"), isOver);
  await hub.counting.stop();
  const query = `from=${at(started - MINUTE_MS)}`;
  const { body } = await hub.call("GET", `/v1/stats?${query}`);
  const { totals } = body;
  // The dead webhook's end is an event of the operator's site, and not of this one.
  assert.deepEqual([totals.events, totals.attempts, totals.attempts_failed, totals.retries], [3, 4, 1, 0]);
  assert.deepEqual(totals.deliveries, { success: 3, failed: 1, cancelled: 0 });
  assert.deepEqual(totals.messages, { accepted: 0, duplicate: 0, ignored: 0, rejected: 0 });
  assert.ok(totals.p50_ms > 0 && totals.p99_ms >= totals.p50_ms);
  assert.ok(totals.latency_p50_ms > 0 && totals.latency_p99_ms < 60_000);
  const { body: own } = await hub.call("GET", `/v1/stats?webhook_id=${webhook.id}&${query}`);
  assert.deepEqual([own.totals.events, own.totals.deliveries.success, own.totals.deliveries.failed], [3, 3, 0]);
  assert.deepEqual([own.totals.queue_depth, own.totals.messages.accepted], [null, null]);
  const { body: all } = await hub.call("GET", `/v1/stats?all=true&${query}`);
  assert.equal(all.totals.events, 4, "with what the operator is told");
  const { body: lines } = await hub.call("GET", `/v1/stats/webhooks?${query}`);
  assert.deepEqual(
    lines.webhooks.map((line: { success_rate: number }) => line.success_rate),
    [0, 1],
  );
  assert.equal(lines.webhooks[1].webhook_id, webhook.id);
  // A minute may have ended between two of them.
  const counted = lines.webhooks[1].points.map((point: { success: number }) => point.success);
  assert.equal(
    counted.reduce((sum: number, success: number) => sum + success),
    3,
  );
  assert.ok(lines.webhooks[1].p50_ms > 0);
});

test("a delivery that is cancelled while nobody has it is counted", async (t) => {
  const hub = await openHub(t);
  const held = { url: "http://127.0.0.1:1/x", events: ["*"], retry_schedule: [3_600] };
  await hub.call("POST", "/v1/webhooks", held);
  await hub.call("POST", "/v1/events", { type: "a", data: {} });
  const { body: list } = await hub.call("GET", "/v1/deliveries");
  const { body: cancelled } = await hub.call("POST", `/v1/deliveries/${list.deliveries[0].id}/cancel`);
  assert.equal(cancelled.status, "cancelled");
  await hub.counting.stop();
  const { body } = await hub.call("GET", "/v1/stats");
  assert.deepEqual(body.totals.deliveries, { success: 0, failed: 0, cancelled: 1 });
});

test("a point is 0 where nothing happened, and null where nobody was there to count", async (t) => {
  const hub = await openAtNoon(t);
  const siteNo = siteNoOf(hub);
  await hub.store.writeFigures([
    ...[3, 2, 1].map((minutes) => row(NOON - minutes * MINUTE_MS, {})),
    row(NOON - 2 * MINUTE_MS, { events: 5, depth: 4, attempt_3: 10 }, { siteNo }),
  ]);
  const { body } = await hub.call("GET", `/v1/stats?from=${at(NOON - 4 * MINUTE_MS)}&to=${at(NOON)}`);
  assert.deepEqual([body.from, body.to, body.step_s], [at(NOON - 4 * MINUTE_MS), at(NOON), 60]);
  const shown = body.points.map((point: Record<string, unknown>) => [point.events, point.queue_depth, point.p50_ms]);
  assert.deepEqual(shown, [
    [null, null, null],
    [0, 0, null],
    [5, 4, 7.5],
    [0, 0, null],
  ]);
  assert.deepEqual([body.totals.events, body.totals.p50_ms], [5, 7.5]);
  const { body: before } = await hub.call("GET", `/v1/stats?from=${at(NOON - DAY_MS)}&to=${at(NOON - HOUR_MS)}`);
  assert.equal(before.totals.events, null);
});

test("the step is chosen by the range, and minutes are asked for only as long as they are kept", async (t) => {
  const { call } = await openAtNoon(t);
  const stepOf = async (fromMs: number, query = "") => {
    const { body } = await call("GET", `/v1/stats?from=${at(NOON - fromMs)}${query}`);
    assert.ok(body.points.length <= 500);
    return [body.step_s, body.points.length];
  };
  assert.deepEqual(await stepOf(2 * HOUR_MS), [60, 120]);
  assert.deepEqual(await stepOf(DAY_MS), [900, 96]);
  assert.deepEqual(await stepOf(2 * DAY_MS), [900, 192]);
  assert.deepEqual(await stepOf(3 * DAY_MS), [3_600, 72]);
  assert.deepEqual(await stepOf(30 * DAY_MS), [21_600, 120]);
  assert.deepEqual(await stepOf(400 * DAY_MS), [86_400, 401]);
  assert.deepEqual(await stepOf(400 * DAY_MS, "&step=604800"), [604_800, 58]);
  assert.deepEqual(await stepOf(DAY_MS, "&step=3600"), [3_600, 24]);
  assert.deepEqual(await stepOf(1_000 * DAY_MS, "&step=604800"), [604_800, 58], "no further back than is kept");
  const anHourAgo = `from=${at(NOON - 2 * HOUR_MS)}&to=${at(NOON - HOUR_MS)}`;
  const { body: past } = await call("GET", `/v1/stats?${anHourAgo}`);
  assert.deepEqual([past.to, past.points.length], [at(NOON - HOUR_MS), 60]);
  const { body: future } = await call("GET", `/v1/stats?to=${at(NOON + DAY_MS)}`);
  assert.deepEqual([future.from, future.to], [at(NOON - HOUR_MS), at(NOON)]);
});

test("a range or a step that cannot be is refused by its name", async (t) => {
  const { call } = await openAtNoon(t);
  for (const [query, path] of [
    [`from=${at(NOON)}&to=${at(NOON - 1)}`, "from"],
    [`from=${at(NOON + 1)}`, "from"],
    ["from=yesterday", "from"],
    ["step=61", "step"],
    [`from=${at(NOON - DAY_MS)}&step=60`, "step"],
    ["all=true&site_id=site_0000000000000", "site_id"],
    ["all=true&webhook_id=hook_0000000000000", "webhook_id"],
    ["every=day", "every"],
  ]) {
    const { status, body } = await call("GET", `/v1/stats?${query}`);
    assert.deepEqual([status, body.errors[0]?.path], [400, path], query);
  }
});

test("a site's key sees its own site's figures, and never the whole hub's", async (t) => {
  const hub = await openAtNoon(t);
  const { no, token } = await hub.makeSite("theirs", ["deliveries:read"]);
  await hub.store.writeFigures([
    row(NOON - MINUTE_MS, { events: 7 }),
    row(NOON - MINUTE_MS, { events: 2 }, { siteNo: no }),
  ]);
  const { body } = await hub.call("GET", "/v1/stats", undefined, { key: token });
  assert.equal(body.totals.events, 2);
  for (const url of ["/v1/stats?all=true", "/v1/stats/now?all=true", "/v1/stream?all=true"]) {
    assert.equal((await hub.call("GET", url, undefined, { key: token })).status, 403, url);
  }
  const { body: ours } = await hub.call("POST", "/v1/webhooks", { url: "http://127.0.0.1:1/x", events: ["*"] });
  const other = await hub.call("GET", `/v1/stats?webhook_id=${ours.id}`, undefined, { key: token });
  assert.equal(other.status, 404);
  const { token: without } = await hub.makeSite("others", ["events:read"]);
  assert.equal((await hub.call("GET", "/v1/stats", undefined, { key: without })).status, 403);
});

test("now says what is owed, and of each webhook that fails what happened last", async (t) => {
  const hub = await openHub(t);
  const dead = { url: "http://127.0.0.1:1/x", events: ["*"], retry_schedule: [0, 0, 0, 0, 0, 3_600] };
  const { body: webhook } = await hub.call("POST", "/v1/webhooks", { ...dead, description: "theirs" });
  await hub.call("POST", "/v1/webhooks", { url: dead.url, events: ["*"], active: false });
  const { body: event } = await hub.call("POST", "/v1/events", { type: "a", data: {} });
  const isFailing = ({ body }: { body: { failing: unknown[] } }) => body.failing.length > 0;
  const { body: now } = await eventually(() => hub.call("GET", "/v1/stats/now"), isFailing);
  assert.deepEqual(now.owed, { count: 1, more: false });
  assert.deepEqual(now.webhooks, { total: 2, inactive: 1, failing: 1 });
  assert.deepEqual([now.sites, now.node], [null, null]);
  const [failing] = now.failing;
  assert.deepEqual([failing.webhook_id, failing.url, failing.owed], [webhook.id, dead.url, 1]);
  assert.equal(failing.last_failure.event_id, event.id);
  assert.match(failing.last_failure.error, /connect/i);
  assert.ok(Date.parse(failing.last_failure.next_attempt_at) > Date.now());
  assert.ok(Date.parse(failing.last_failure.at) >= Date.parse(event.created_at));
  assert.ok(Date.parse(failing.since) >= Date.parse(event.created_at));
  const { body: health } = await hub.call("GET", `/v1/webhooks/${webhook.id}/health`);
  assert.deepEqual(health, {
    ...{ health: "failing", since: failing.since, active: true, owed: now.owed },
    ...{ last_failure: failing.last_failure, last_success_at: null },
  });
  const { body: shown } = await hub.call("GET", `/v1/webhooks/${webhook.id}`);
  assert.deepEqual([shown.health, shown.health_since], ["failing", failing.since]);
  const { body: all } = await hub.call("GET", "/v1/stats/now?all=true");
  const sites = all.sites.map((site: { name: string; owed: number; failing: number }) => [
    site.name,
    site.owed,
    site.failing,
  ]);
  assert.deepEqual(sites, [
    ["default", 1, 1],
    ["operator", 0, 0],
  ]);
  assert.deepEqual(Object.keys(all.node), ["queued", "lanes", "in_flight"]);
});
