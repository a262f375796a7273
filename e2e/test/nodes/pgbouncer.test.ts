import { after, test } from "node:test";
import { keeps } from "../../../packages/server/test/promised.ts";
import { findPgBouncer, startPooler } from "../../../packages/server/test/store/pgbouncer.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { percentile } from "../timed/load/percentile.ts";

const LATENCY_MS_MAX = 1_000;
const COUNT = 12;
const program = findPgBouncer();
const server = await findServer();
const pooler = program === null ? null : await startPooler(program, server.url);
after(async () => {
  await pooler?.stop();
  await server.stop();
});
const skip = program === null && "NOT PROVEN HERE: pgbouncer is not installed (apt-get install pgbouncer).";

test("behind PgBouncer in transaction mode nodes deliver, ask where they cannot listen, and say so", {
  skip,
}, async (t) => {
  const { nodes } = await givenNodes(t, server, {
    nodes: 2,
    flags: { "log-level": "info" },
    flagsOf: (number) => (number === 0 ? { role: "api" } : {}),
    through: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.port = new URL(pooler!.url).port;
      return url.href;
    },
  });
  for (const node of nodes) {
    await eventually(
      async () => node.output,
      (output) => output.includes("pooler"),
      { what: "the log says that it asks" },
    );
  }

  // What the first node accepts the second one can only learn of by asking.
  const { api } = nodes[0]!;
  const receiver = await givenReceiver(t);
  for (const ordering of ["none", "key"]) {
    await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: [`${ordering}.*`], ordering }));
  }
  await eventually(
    () => api.expect(202, api.post("/v1/events", { type: "none.first", data: {} })),
    ({ deliveries }) => deliveries === 1,
  );
  await receiver.until(1);
  await keeps(t, { msMax: LATENCY_MS_MAX, what: "nine tenths of the deliveries" }, async () => {
    const waits: number[] = [];
    for (let n = 0; n < COUNT; n += 1) {
      const sentAt = Date.now();
      const type = n % 2 === 0 ? "none.a" : "key.a";
      const { id } = await api.expect(202, api.post("/v1/events", { type, data: { n }, ordering_key: "k" }));
      const [received] = await receiver.until(1, ({ json }) => json.id === id);
      waits.push(received!.at - sentAt);
    }
    t.diagnostic(`sent to arrived: ${waits.join(", ")} ms`);
    return percentile(waits, 0.9);
  });
});
