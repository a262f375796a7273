/** A backlog, a pile of tests, an alert in the middle of a schedule: what must not stand in anybody's way. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { keeps } from "../../../packages/server/test/promised.ts";
import type { Api } from "../../harness/api.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub, givenReceiver } from "../../harness/given.ts";
import { givenStuck } from "../../harness/stuck.ts";

/** Nobody listens there. */
const DEAD = "http://127.0.0.1:9/hook";

function subscribe(api: Api, wishes: object) {
  return api.expect(201, api.post("/v1/webhooks", wishes));
}

suite("Nothing stands in another's way", () => {
  test("a backlog of 45,000 in 300 ordered lanes that all wait leaves a healthy webhook its deliveries", async (t) => {
    const hub = await givenHub(t);
    const healthy = await givenReceiver(t);
    await subscribe(hub.api, { url: DEAD, events: ["backlog"], ordering: "key", retry_schedule: [0, 3600] });
    await subscribe(hub.api, { url: healthy.url, events: ["healthy"] });
    for (let batch = 0; batch < 45; batch += 1) {
      const events = Array.from({ length: 1_000 }, (_, index) => ({
        type: "backlog",
        data: { batch, index },
        ordering_key: `key ${index % 300}`,
      }));
      await hub.api.expect(202, hub.api.post("/v1/events/batch", { events }));
    }
    await keeps(t, { msMax: 5_000, what: "five deliveries beside it" }, async () => {
      const startedAt = performance.now();
      const before = healthy.received.length;
      for (let index = 0; index < 5; index += 1) {
        await hub.api.expect(202, hub.api.post("/v1/events", { type: "healthy", data: { index } }));
      }
      await healthy.until(before + 5);
      return performance.now() - startedAt;
    });
    const { body: metrics } = await hub.api.get("/metrics");
    const ready = Number(/^tabellary_\w*queue_depth\S* (\d+)/m.exec(metrics)?.[1]);
    assert.ok(ready < 10_000, `${ready} stand in memory`);
    await hub.kill();
  });

  test("tests of a webhook that hangs are few, and cost nobody a slot", async (t) => {
    const hub = await givenHub(t, { flags: { concurrency: "8" } });
    const healthy = await givenReceiver(t);
    const [stuck] = await givenStuck(t, { hangs: 1 });
    const hanging = await subscribe(hub.api, { url: stuck!.url, events: ["never"], timeout_ms: 60_000 });
    await subscribe(hub.api, { url: healthy.url, events: ["healthy"] });
    const statuses: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      statuses.push((await hub.api.post(`/v1/webhooks/${hanging.id}/test`)).status);
    }
    assert.deepEqual([...new Set(statuses)], [202, 429]);
    await eventually(
      async () => stuck!.connections(),
      (hang) => hang > 0,
      { what: "a test to hang" },
    );
    await hub.api.expect(202, hub.api.post("/v1/events", { type: "healthy", data: {} }));
    await healthy.until(1);
    assert.equal(stuck!.connections(), stuck!.taken(), "none of the tests has ended for it");
    await hub.kill();
  });

  test("a webhook that begins to fail in the middle of a schedule is told of, and the hub lives on", async (t) => {
    const alert = await givenReceiver(t);
    const hub = await givenHub(t, { flags: { "alert-url": alert.url } });
    await subscribe(hub.api, { url: DEAD, events: ["*"], retry_schedule: [0, 0.1, 3600] });
    for (let index = 0; index < 6; index += 1) {
      await hub.api.expect(202, hub.api.post("/v1/events", { type: "a.b", data: { index } }));
    }
    const [notice] = await alert.until(1);
    assert.equal(notice!.json.type, "webhook.failing");
    assert.equal((await hub.api.get("/readyz")).status, 200);
    assert.equal(alert.received.length, 1, "once");
  });
});
