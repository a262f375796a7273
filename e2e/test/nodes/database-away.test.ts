import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { slowness } from "../../../packages/server/test/promised.ts";
import { type OwnServer, startServer } from "../../../packages/server/test/store/postgres-server.ts";
import { type Answer, Api } from "../../harness/api.ts";
import { createDatabase, freeze, stopImmediately } from "../../harness/database.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { AS_SHIPPED } from "../../harness/hub.ts";
import { hubMain } from "../../harness/hub-main.ts";
import { Line } from "../../harness/line.ts";
import { type ClusterNode, givenNodes, KEYS } from "../../harness/nodes.ts";
import { Program } from "../../harness/program.ts";
import { percentile } from "../timed/load/percentile.ts";

/** By the median of all that is refused. */
const ANSWERED_MS_MAX = 2_000;
/** Of everything: whatever else the machine does, nobody waits for the database. */
const WAITED_MS_MAX = 10_000;
const AWAY_MS = 4_000;
const REFUSED_MIN = 3;
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
    const { nodes } = await givenNodes(t, server, { nodes: 1, flags: AS_SHIPPED });
    const node = nodes[0]!;
    const api = node.api.impatient();
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
      await Promise.all([setTimeout(AWAY_MS), refusesEverything(api), load.untilRefused(REFUSED_MIN)]);
    } finally {
      await bringBack();
    }
    const backAt = Date.now();
    await eventually(
      () => api.get("/readyz"),
      ({ status }) => status === 200,
      { what: "/readyz to answer 200 again" },
    );
    await receiver.until(1, ({ at }) => at > backAt + 500);
    const { acknowledged, refusedMs, slowestMs } = await load.stop();
    assert.equal(node.hub.child.pid, pid, "the process is the same");
    assert.ok(!node.hasEnded, "and runs");
    assert.ok(slowestMs < WAITED_MS_MAX * slowness(), `somebody waited ${Math.round(slowestMs)} ms`);
    assertInTime(refusedMs);

    await eventually(
      () => node.api.expect(200, node.api.get(`/v1/webhooks/${webhook.id}/deliveries?status=pending&limit=1`)),
      ({ deliveries }) => deliveries.length === 0,
      { what: "nothing to be owed" },
    );
    const arrived = new Set(receiver.received.map(({ json }) => json.data.ref));
    for (const ref of acknowledged) assert.ok(arrived.has(ref), `${ref} was acknowledged and is lost`);
    t.diagnostic(
      `${acknowledged.length} acknowledged, ${refusedMs.length} refused, ${receiver.received.length} arrived`,
    );
  });
}

/** To be started by itself; as patient as its machine may be slow. */
const SERVE = ["serve", "--port", "0", "--database-timeout-ms", "10000", "--database-wait-seconds", "120"];
const WAITS = /PostgreSQL cannot be reached: [^"]+ Waiting for 120 seconds at most/;

async function givenUnreachable(t: TestContext): Promise<{ hub: Program; line: Line }> {
  const database = await createDatabase(server);
  const url = new URL(database.url);
  const line = await Line.open({ host: url.hostname, port: Number(url.port) });
  line.cut("break");
  t.after(async () => {
    await line.close();
    await database.drop();
  });
  url.port = `${line.port}`;
  const args = [hubMain(), ...SERVE, "--database-url", url.href];
  return { hub: Program.start(t, process.execPath, args, { env: KEYS }), line };
}

test("a hub that starts before its database says so, waits for it, and comes up without a restart", async (t) => {
  const { hub, line } = await givenUnreachable(t);
  await hub.until(WAITS);
  line.mend();
  const address = await hub.until(/url\s+(http:\/\/\S+)/);
  const api = new Api(address, KEYS.TABELLARY_ADMIN_KEY);
  assert.equal((await api.get("/readyz")).status, 200);
  assert.equal(await hub.end("SIGTERM"), 0);
});

test("a hub that waits for its database ends when it is told to", async (t) => {
  const { hub } = await givenUnreachable(t);
  await hub.until(WAITS);
  assert.equal(await hub.end("SIGTERM"), 0);
});

test("a hub whose database does not exist ends at once with one line", async (t) => {
  const url = new URL(server.url);
  url.pathname = "/nowhere";
  const args = [hubMain(), ...SERVE, "--database-url", url.href];
  const hub = Program.start(t, process.execPath, args, { env: KEYS });
  assert.equal(await hub.ended(), 2);
  assert.match(hub.output, /^tabellary: PostgreSQL cannot be reached: database "nowhere" does not exist\.\n$/);
});

/** While it is away everything that needs it is refused in time; that the process lives is said all the same. */
async function refusesEverything(api: Api): Promise<void> {
  const open = api.as(null);
  const tookMs: number[] = [];
  const isRefused = async (what: string, ask: () => Promise<Answer>) => {
    const startedAt = performance.now();
    const { status, headers, body } = await ask();
    tookMs.push(performance.now() - startedAt);
    assert.equal(status, 503, `${what} got ${status} ${JSON.stringify(body)}`);
    assert.equal(body.code, "unavailable", what);
    assert.ok(Number(headers["retry-after"]) >= 1, `${what} says when to come again`);
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
  assertInTime(tookMs);
  assert.equal((await open.get("/healthz")).status, 200, "the process lives");
  const ready = await open.get("/readyz");
  assert.equal(ready.status, 503, "it is not ready");
}

function assertInTime(refusedMs: readonly number[]): void {
  const typicalMs = percentile(refusedMs, 0.5);
  const longestMs = percentile(refusedMs, 1);
  const seen = `half were refused within ${Math.round(typicalMs)} ms, all within ${Math.round(longestMs)} ms`;
  const slower = slowness();
  assert.ok(typicalMs < ANSWERED_MS_MAX * slower && longestMs < WAITED_MS_MAX * slower, seen);
}

/** Sends without a pause, each event under a key of its own until it is acknowledged. */
function startLoad(api: Api) {
  const acknowledged: string[] = [];
  const refusedMs: number[] = [];
  let slowestMs = 0;
  let isOver = false;
  const senders = Array.from({ length: SENDERS }, async (_, number) => {
    for (let count = 0; !isOver; count += 1) {
      const ref = `${number}-${count}`;
      const body = { type: "a.b", data: { ref }, ordering_key: `key-${number}` };
      for (;;) {
        const startedAt = performance.now();
        const { status } = await api.post("/v1/events", body, { "idempotency-key": ref });
        const tookMs = performance.now() - startedAt;
        slowestMs = Math.max(slowestMs, tookMs);
        if (status === 202) break;
        assert.equal(status, 503, `an event got ${status}`);
        refusedMs.push(tookMs);
        await setTimeout(100);
      }
      acknowledged.push(ref);
      await setTimeout(30);
    }
  });
  return {
    untilRefused: (count: number) =>
      eventually(
        async () => refusedMs.length,
        (refused) => refused >= count,
        { what: "somebody to be refused" },
      ),
    async stop() {
      isOver = true;
      await Promise.all(senders);
      return { acknowledged, refusedMs, slowestMs };
    },
  };
}
