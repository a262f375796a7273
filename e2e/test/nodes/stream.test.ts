import assert from "node:assert/strict";
import { after, test } from "node:test";
import { slowness } from "../../../packages/server/test/promised.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { follow } from "../../harness/follow.ts";
import { givenReceiver } from "../../harness/given.ts";
import { Cluster } from "../../harness/nodes.ts";

/** Less than the ten seconds that attempts under way are given. */
const STOP_MS_MAX = 8_000;

const server = await findServer();
const cluster = await Cluster.open(server, { nodes: 2 });
const [here, there] = cluster.nodes;
after(async () => {
  await cluster.close();
  await server.stop();
});

test("who follows at one node sees what another takes in and delivers", async (t) => {
  const receiver = await givenReceiver(t);
  await here!.api.expect(201, here!.api.post("/v1/webhooks", { url: receiver.url, events: ["*"] }));
  const followed = await follow(here!.api, "?only=event,delivery");
  t.after(() => followed.end());
  const sent: string[] = [];
  for (const { api } of [there!, here!, there!]) {
    const { id } = await api.expect(202, api.post("/v1/events", { type: "told", data: {} }));
    sent.push(id);
  }
  const delivered = (told: typeof followed.told) =>
    new Set(told.filter(({ data }) => data.status === "success").map(({ data }) => data.event_id));
  await followed.until((told) => delivered(told).size === sent.length, "a success for each event");
  const events = followed.told.filter(({ event }) => event === "event").map(({ data }) => data.id);
  assert.deepEqual(events.sort(), sent.sort(), "each once");
});

test("figures are those of both nodes, wherever they are asked for", async () => {
  const sentBy = 3;
  for (const { api } of cluster.nodes) {
    for (let sent = 0; sent < sentBy; sent += 1) {
      await api.expect(202, api.post("/v1/events", { type: "counted", data: {} }));
    }
  }
  const { events: listed } = await here!.api.expect(200, here!.api.get("/v1/events?limit=200"));
  for (const { api } of cluster.nodes) {
    await eventually(
      async () => (await api.expect(200, api.get("/v1/stats"))).totals,
      ({ events }) => events === listed.length,
      { what: `figures of ${listed.length} events` },
    );
  }
  await there!.hub.stop();
  const { totals } = await here!.api.expect(200, here!.api.get("/v1/stats"));
  assert.equal(totals.events, listed.length, "what a node counted stays when it has gone");
});

test("a hub that stops lets its followers go, and is not held up by them", async () => {
  const followed = await follow(here!.api);
  const before = slowness();
  const startedAt = performance.now();
  await here!.hub.stop();
  await followed.ended;
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < STOP_MS_MAX * Math.max(before, slowness()), `it took ${Math.round(tookMs)} ms`);
});
