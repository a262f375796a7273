import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { type OwnServer, startServer } from "../../../packages/server/test/store/postgres-server.ts";
import type { Answer, Api } from "../../harness/api.ts";
import { freeze, stopImmediately } from "../../harness/database.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type ClusterNode, givenNodes } from "../../harness/nodes.ts";

const ANSWERED_MS_MAX = 2_000;
const AWAY_MS = 4_000;
const BACK_MS_MAX = 5_000;
const SENDERS = 8;

const server = await startServer();
after(() => server.stop());

/** Each takes the database away; what it resolves with brings it back. */
const WAYS: Record<string, (server: OwnServer, node: ClusterNode) => Promise<() => Promise<void> | void>> = {
  "is frozen, with all its processes": (server) => freeze(server),
  "is shut down at once": async (server) => {
    await stopImmediately(server);
    return () => server.start();
  },
  "is cut off, and connections break": async (_, { line }) => {
    line.cut("break");
    return () => line.mend();
  },
  "is cut off, and nothing comes back": async (_, { line }) => {
    line.cut("swallow");
    return () => line.mend();
  },
  "is cut off, and everything arrives late": async (_, { line }) => {
    line.cut("hold");
    return () => line.mend();
  },
};

for (const [how, takeAway] of Object.entries(WAYS)) {
  test(`a database that ${how}: 503 within two seconds, nothing lost, and on it goes when it is back`, async (t) => {
    const { nodes } = await givenNodes(t, server, { nodes: 1 });
    const node = nodes[0]!;
    const { api } = node;
    const { pid } = node.hub.child;
    const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: 100 }));
    const webhook = await api.expect(
      201,
      api.post("/v1/webhooks", {
        url: receiver.url,
        events: ["*"],
        ordering: "key",
        retry_schedule: [0, 0.1, 1, 1, 1],
      }),
    );

    const load = startLoad(api);
    await receiver.until(30);
    const bringBack = await takeAway(server, node);
    try {
      await Promise.all([setTimeout(AWAY_MS), refusesEverything(api)]);
    } finally {
      await bringBack();
    }
    const backAt = Date.now();
    await eventually(
      () => api.get("/readyz"),
      ({ status }) => status === 200,
      { timeoutMs: BACK_MS_MAX, what: "/readyz to answer 200 again" },
    );
    await receiver.until(1, BACK_MS_MAX, ({ at }) => at > backAt + 500);
    const { acknowledged, refused, slowestMs } = await load.stop();
    assert.equal(node.hub.child.pid, pid, "the process is the same");
    assert.ok(!node.hasEnded, "and runs");
    assert.ok(slowestMs < ANSWERED_MS_MAX + 250, `somebody waited ${Math.round(slowestMs)} ms`);
    assert.ok(refused > 0, "somebody was refused meanwhile");

    await eventually(
      () => api.expect(200, api.get(`/v1/webhooks/${webhook.id}/deliveries?status=pending&limit=1`)),
      ({ deliveries }) => deliveries.length === 0,
      { what: "nothing to be owed" },
    );
    const arrived = new Set(receiver.received.map(({ json }) => json.data.ref));
    for (const ref of acknowledged) assert.ok(arrived.has(ref), `${ref} was acknowledged and is lost`);
    t.diagnostic(`${acknowledged.length} acknowledged, ${refused} refused, ${receiver.received.length} arrived`);
  });
}

/** While it is away everything that needs it is refused in time; that the process lives is said all the same. */
async function refusesEverything(api: Api): Promise<void> {
  const open = api.as(null);
  const isRefused = async (what: string, ask: () => Promise<Answer>) => {
    const startedAt = performance.now();
    const { status, headers, body } = await ask();
    const tookMs = performance.now() - startedAt;
    assert.equal(status, 503, `${what} got ${status} ${JSON.stringify(body)}`);
    assert.equal(body.code, "unavailable", what);
    assert.ok(Number(headers["retry-after"]) >= 1, `${what} says when to come again`);
    assert.ok(tookMs < ANSWERED_MS_MAX, `${what} took ${Math.round(tookMs)} ms`);
  };
  const event = { type: "a.b", data: { ref: "refused" } };
  // One after the other and then at once: the first learns that it is away, the others must not queue behind it.
  await isRefused("the first event", () => api.post("/v1/events", event));
  await Promise.all([
    ...Array.from({ length: 20 }, (_, i) => isRefused(`event ${i}`, () => api.post("/v1/events", event))),
    isRefused("a batch", () => api.post("/v1/events/batch", { events: [event, event] })),
    isRefused("a new webhook", () => api.post("/v1/webhooks", { url: "http://127.0.0.1:1/", events: ["*"] })),
    ...Array.from({ length: 20 }, (_, i) => isRefused(`read ${i}`, () => api.get("/v1/deliveries"))),
    isRefused("the events", () => api.get("/v1/events")),
  ]);
  assert.equal((await open.get("/healthz")).status, 200, "the process lives");
  const ready = await open.get("/readyz");
  assert.equal(ready.status, 503, "it is not ready");
}

/** Sends without a pause, each event under a key of its own until it is acknowledged. */
function startLoad(api: Api) {
  const acknowledged: string[] = [];
  let refused = 0;
  let slowestMs = 0;
  let isOver = false;
  const senders = Array.from({ length: SENDERS }, async (_, number) => {
    for (let count = 0; !isOver; count += 1) {
      const ref = `${number}-${count}`;
      const body = { type: "a.b", data: { ref }, ordering_key: `key-${number}` };
      for (;;) {
        const startedAt = performance.now();
        const { status } = await api.post("/v1/events", body, { "idempotency-key": ref });
        slowestMs = Math.max(slowestMs, performance.now() - startedAt);
        if (status === 202) break;
        assert.equal(status, 503, `an event got ${status}`);
        refused += 1;
        await setTimeout(100);
      }
      acknowledged.push(ref);
      await setTimeout(30);
    }
  });
  return {
    async stop() {
      isOver = true;
      await Promise.all(senders);
      return { acknowledged, refused, slowestMs };
    },
  };
}
