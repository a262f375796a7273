import assert from "node:assert/strict";
import { after, test } from "node:test";
import { slowness } from "../../../packages/server/test/promised.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import type { Answer, Api } from "../../harness/api.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { Cluster } from "../../harness/nodes.ts";

/** By the median of all that is waited for: a machine that is busy makes some of it wait for itself. */
const KNOWN_MS_MAX = 1_000;
/** The pause of a retry, and what it takes to be known. */
const GOES_ON_MS_MAX = 5_000;
const HOUR = 3_600;

const server = await findServer();
const cluster = await Cluster.open(server);
const { nodes } = cluster;
after(async () => {
  await cluster.close();
  await server.stop();
});

test("what is created, changed, paused, resumed and deleted at one node is so at the others within a second", async (t) => {
  const receiver = await givenReceiver(t);
  const [here, ...others] = nodes.map(({ api }) => api);
  const everywhere = (type: string, count: number) => Promise.all(others.map((api) => untilTaken(api, type, count)));

  const { id } = await here!.expect(201, here!.post("/v1/webhooks", { url: receiver.url, events: ["first.*"] }));
  await everywhere("first.a", 1);
  await here!.expect(200, here!.patch(`/v1/webhooks/${id}`, { events: ["second.*"] }));
  await everywhere("second.a", 1);
  await everywhere("first.a", 0);
  await here!.expect(200, here!.patch(`/v1/webhooks/${id}`, { active: false }));
  await everywhere("second.a", 0);
  await here!.expect(200, here!.patch(`/v1/webhooks/${id}`, { active: true }));
  await everywhere("second.a", 1);
  await here!.expect(204, here!.delete(`/v1/webhooks/${id}`));
  await everywhere("second.a", 0);
  for (const api of others) assert.equal((await api.get(`/v1/webhooks/${id}`)).status, 404);
});

test("a delivery held by a paused webhook goes on when the webhook is resumed at another node", async (t) => {
  const receiver = await givenReceiver(t, ({ number }) => (number === 1 ? 500 : 200));
  const [here, there] = [nodes[0]!.api, nodes[1]!.api];
  for (const ordering of ["none", "webhook"]) {
    const wishes = { url: receiver.url, events: [`held-${ordering}.*`], ordering, retry_schedule: [0, 1, 1] };
    const { id } = await here.expect(201, here.post("/v1/webhooks", wishes));
    await untilTaken(there, `held-${ordering}.x`, 1);
    receiver.received.length = 0;
    const event = await there.expect(202, there.post("/v1/events", { type: `held-${ordering}.a`, data: {} }));
    await receiver.until(1, ({ json }) => json.id === event.id);
    await here.expect(200, here.patch(`/v1/webhooks/${id}`, { active: false }));
    const { deliveries } = await here.expect(200, here.get(`/v1/events/${event.id}`));
    await eventually(
      () => here.expect(200, here.get(`/v1/deliveries/${deliveries[0].id}`)),
      ({ status }) => status === "held" || status === "success",
      { what: "it to be held" },
    );
    const resumedAt = performance.now();
    await here.expect(200, here.patch(`/v1/webhooks/${id}`, { active: true }));
    await eventually(
      () => here.expect(200, here.get(`/v1/deliveries/${deliveries[0].id}`)),
      ({ status }) => status === "success",
      { what: `the ${ordering} delivery to go on` },
    );
    assert.ok(performance.now() - resumedAt < GOES_ON_MS_MAX * slowness());
  }
});

test("a key revoked at one node opens nothing at the others after a second", async () => {
  const [here, ...others] = nodes.map(({ api }) => api);
  const { id: siteId } = await here!.expect(201, here!.post("/v1/sites", { name: "shop", contract: "generic" }));
  const { id, token } = await here!.expect(201, here!.post("/v1/keys", { name: "test", site_id: siteId }));
  const isOpen = (api: Api, status: number) =>
    soon(
      () => api.as(token).get("/v1/webhooks"),
      (answer) => answer.status === status,
      `the key to get ${status}`,
    );
  for (const api of others) await isOpen(api, 200);
  await here!.expect(204, here!.delete(`/v1/keys/${id}`));
  for (const api of others) await isOpen(api, 401);
});

for (const ordering of ["none", "webhook"]) {
  test(`a delivery that waits at one node (ordering: ${ordering}) is cancelled, or sent at once, by another`, async (t) => {
    const [here, there] = [nodes[0]!.api, nodes[1]!.api];
    let status = 500;
    const receiver = await givenReceiver(t, () => status);
    const about = `waits-${ordering}`;
    const wishes = { url: receiver.url, events: [`${about}.*`], ordering, retry_schedule: [0, HOUR, HOUR] };
    const webhook = await here.expect(201, here.post("/v1/webhooks", wishes));
    await untilTaken(there, `${about}.known`, 1);
    const idOf = async (type: string) => {
      const event = await there.expect(202, there.post("/v1/events", { type: `${about}.${type}`, data: {} }));
      return (await there.expect(200, there.get(`/v1/events/${event.id}`))).deliveries[0].id as string;
    };
    const until = (id: string, fits: (delivery: Answer["body"]) => boolean, what: string) =>
      soon(() => here.expect(200, here.get(`/v1/deliveries/${id}`)), fits, what);
    // What made sure that the webhook is known stands before it in an ordered lane.
    const pending = `/v1/webhooks/${webhook.id}/deliveries?status=pending`;
    for (const { id } of (await here.expect(200, here.get(pending))).deliveries) {
      await here.expect(200, here.post(`/v1/deliveries/${id}/cancel`));
    }

    const cancelled = await idOf("cancelled");
    await until(cancelled, ({ attempts }) => attempts === 1, "its first attempt");
    await here.expect(200, here.post(`/v1/deliveries/${cancelled}/cancel`));
    await until(cancelled, ({ status }) => status === "cancelled", "its end");

    const retried = await idOf("retried");
    await until(retried, ({ attempts }) => attempts === 1, "its first attempt");
    status = 200;
    await here.expect(202, here.post(`/v1/deliveries/${retried}/retry`));
    await until(retried, ({ status }) => status === "success", "its second attempt");
  });

  test(`a delivery under way at one node (ordering: ${ordering}) ends when another has cancelled it`, async (t) => {
    const [here, there] = [nodes[0]!.api, nodes[1]!.api];
    const about = `under-way-${ordering}`;
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const receiver = await givenReceiver(t, async ({ json }) => {
      if (json.type === `${about}.known`) return 200;
      await released;
      return 500;
    });
    const wishes = { url: receiver.url, events: [`${about}.*`], ordering, retry_schedule: [0, 0, 0] };
    await here.expect(201, here.post("/v1/webhooks", wishes));
    await untilTaken(there, `${about}.known`, 1);
    const event = await there.expect(202, there.post("/v1/events", { type: `${about}.a`, data: {} }));
    await receiver.until(1, ({ json }) => json.id === event.id);
    const { deliveries } = await here.expect(200, here.get(`/v1/events/${event.id}`));
    const cancelled = await here.expect(200, here.post(`/v1/deliveries/${deliveries[0].id}/cancel`));
    assert.equal(cancelled.status, "cancelling");
    release();
    await soon(
      () => here.expect(200, here.get(`/v1/deliveries/${deliveries[0].id}`)),
      ({ status, attempts }) => status === "cancelled" && attempts === 1,
      "its end after one attempt",
    );
  });
}

test("what one node does the others have known within a second", (t) => {
  const sorted = waits.toSorted((one, other) => one - other);
  const [typicalMs, longestMs] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  t.diagnostic(
    `${sorted.length} waits, half of them ${typicalMs.toFixed(0)} ms at most, all ${longestMs.toFixed(0)} ms`,
  );
  assert.ok(typicalMs < KNOWN_MS_MAX * slowness());
});

/** Sends events of that type until one is owed to so many webhooks. */
async function untilTaken(api: Api, type: string, count: number): Promise<void> {
  await soon(
    () => api.expect(202, api.post("/v1/events", { type, data: {} })),
    ({ deliveries }) => deliveries === count,
    `${type} to be owed to ${count} webhooks`,
  );
}

/** In milliseconds, each of what was to be so soon. */
const waits: number[] = [];

async function soon<T>(ask: () => Promise<T>, isThere: (answer: T) => boolean, what: string): Promise<void> {
  const startedAt = performance.now();
  await eventually(ask, isThere, { everyMs: 40, what });
  waits.push(performance.now() - startedAt);
}
