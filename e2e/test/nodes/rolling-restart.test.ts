import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Agent } from "undici";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type ClusterNode, givenNodes } from "../../harness/nodes.ts";

const SENDERS = 6;
const EVERY_MS = 40;
/** So many events go through before each restart, and after the last. */
const BETWEEN = 25;

const server = await findServer();
after(() => server.stop());

test("nodes restarted one after another under load lose and repeat nothing, and clients are turned away at most", async (t) => {
  const { nodes } = await givenNodes(t, server);
  const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: 5 }));
  const { api } = nodes[0]!;
  for (const ordering of ["none", "key"]) {
    await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: [`${ordering}.*`], ordering }));
  }
  // Who does not know of the webhooks yet has nothing to deliver.
  for (const { api } of nodes) {
    await eventually(
      () => api.expect(200, api.get("/v1/webhooks")),
      ({ webhooks }) => webhooks.length === 2,
      { what: "each node to know the webhooks" },
    );
  }
  const load = startLoad(nodes);
  for (const node of nodes) {
    await load.untilMore(BETWEEN);
    assert.equal(await node.stop(), 0);
    await node.start();
  }
  await load.untilMore(BETWEEN);
  const { acknowledged, refused, reset, unready, errors } = await load.stop();
  assert.deepEqual(errors, []);
  // Each sender may have been about to connect when a node ended.
  assert.ok(reset < (SENDERS * nodes.length) / 2, `${reset} connections were reset`);
  await receiver.until(acknowledged.length);
  // Whatever comes twice comes while something is still owed.
  const { api: last } = nodes[0]!;
  await eventually(
    () => last.expect(200, last.get("/v1/deliveries?status=pending&limit=1")),
    ({ deliveries }) => deliveries.length === 0,
    { what: "nothing to be owed" },
  );
  const times = Map.groupBy(receiver.received, ({ json }) => json.data.ref);
  assert.deepEqual(
    acknowledged.filter(({ ref }) => !times.has(ref)),
    [],
    "lost",
  );
  assert.deepEqual(
    [...times].filter(([, list]) => list.length > 1).map(([ref]) => ref),
    [],
    "repeated",
  );
  for (const [lane, list] of Map.groupBy(acknowledged, ({ lane }) => lane)) {
    if (lane === null) continue;
    // Of one key each is sent when the one before has been acknowledged.
    const sent = list.map(({ ref }) => ref);
    const mine = new Set(sent);
    const arrived = receiver.received.map(({ json }) => json.data.ref).filter((ref) => mine.has(ref));
    assert.deepEqual(arrived, sent, `lane ${lane}`);
  }
  t.diagnostic(
    `${acknowledged.length} events, ${refused} refused and ${reset} reset connections, ${unready} answered that it is stopping`,
  );
});

interface Acknowledged {
  ref: string;
  lane: string | null;
}

/** Clients as a load balancer makes them: a connection that is refused, or a node that is stopping, sends them elsewhere. */
function startLoad(nodes: readonly ClusterNode[]) {
  const agent = new Agent();
  const acknowledged: Acknowledged[] = [];
  const errors: string[] = [];
  let refused = 0;
  let reset = 0;
  let unready = 0;
  let isOver = false;
  const post = async (node: ClusterNode, ref: string, event: object): Promise<boolean> => {
    try {
      const { statusCode, body } = await agent.request({
        origin: node.lastUrl,
        path: "/v1/events",
        method: "POST",
        headers: {
          authorization: `Bearer ${nodes[0]!.adminKey}`,
          "content-type": "application/json",
          "idempotency-key": ref,
        },
        body: JSON.stringify(event),
      });
      const text = await body.text();
      if (statusCode === 503) unready += 1;
      else if (statusCode !== 202) errors.push(`${statusCode} ${text}`);
      return statusCode === 202;
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "ECONNREFUSED") refused += 1;
      // The kernel took the connection, and the node ended before it did.
      else if (code === "ECONNRESET" || code === "UND_ERR_SOCKET") reset += 1;
      else errors.push(`${error}`);
      return false;
    }
  };
  const senders = Array.from({ length: SENDERS }, async (_, number) => {
    for (let count = 0; !isOver; count += 1) {
      const ordering = ["none", "key"][count % 2]!;
      const lane = ordering === "key" ? `key-${number}` : null;
      const ref = `${number}-${count}`;
      const event = { type: `${ordering}.a`, data: { ref }, ...(lane && { ordering_key: lane }) };
      let turn = count;
      while (!(await post(nodes[turn % nodes.length]!, ref, event))) {
        turn += 1;
        await setTimeout(20);
      }
      acknowledged.push({ ref, lane });
      await setTimeout(EVERY_MS);
    }
  });
  return {
    /** Resolves when so many more have been acknowledged. */
    untilMore(count: number) {
      const enough = acknowledged.length + count;
      return eventually(
        async () => acknowledged.length,
        (sent) => sent >= enough,
        { what: `${enough} events` },
      );
    },
    async stop() {
      isOver = true;
      await Promise.all(senders);
      await agent.close();
      return { acknowledged, refused, reset, unready, errors };
    },
  };
}
