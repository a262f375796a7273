import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { startServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { type Cluster, givenNodes } from "../../harness/nodes.ts";

/** A whole minute: some of what a node does at rest it does once in it. */
const COUNTED_MS = 60_000;
const EACH_SECOND_MAX = 2;

// Every message with a statement in it is a line of the log that says of which database.
const server = await startServer({ log_statement: "all", log_line_prefix: "<%d> " });
after(() => server.stop());

test("a node at rest asks the database less than twice a second, alone or as one of three", async (t) => {
  const clusters = [await givenNodes(t, server, { nodes: 1 }), await givenNodes(t, server, { nodes: 3 })];
  const receiver = await givenReceiver(t);
  // They have worked before they rest: there are lanes, a webhook, and a history.
  for (const { nodes } of clusters) {
    const { api } = nodes[0]!;
    for (const ordering of ["none", "key"]) {
      await api.expect(201, api.post("/v1/webhooks", { url: receiver.url, events: ["*"], ordering }));
    }
    for (const key of ["a", "b", "c"]) {
      await api.expect(202, api.post("/v1/events", { type: "a.b", data: {}, ordering_key: key }));
    }
  }
  await receiver.until(clusters.length * 6);
  for (const { nodes } of clusters) {
    const { api } = nodes[0]!;
    await eventually(
      () => api.expect(200, api.get("/v1/deliveries?status=pending&limit=1")),
      ({ deliveries }) => deliveries.length === 0,
      { what: "nothing to be owed" },
    );
  }
  const asked = new Map<string, string[]>();
  server.process.stderr!.setEncoding("utf8");
  let rest = "";
  server.process.stderr!.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const [, database, statement] = /^<(.*?)> LOG: {2}(?:statement|execute .*?): (.*)$/.exec(line) ?? [];
      if (database === undefined) continue;
      const list = asked.get(database) ?? [];
      list.push(statement!);
      asked.set(database, list);
    }
  });
  const count = async () => {
    asked.clear();
    await setTimeout(COUNTED_MS);
    return clusters.map((cluster) => {
      const statements = asked.get(nameOf(cluster)) ?? [];
      assert.ok(statements.length > 0, "the log was read");
      const nodes = cluster.nodes.length;
      return { nodes, each: statements.length / nodes / (COUNTED_MS / 1000), statements };
    });
  };
  // On a slow machine what began with the start is still going on at first.
  const counted = await eventually(count, (all) => all.every(({ each }) => each < EACH_SECOND_MAX), {
    what: "both to ask less",
  });
  for (const { nodes, each } of counted) t.diagnostic(`${nodes} nodes: ${each.toFixed(2)} statements a second each`);
});

function nameOf({ databaseUrl }: Cluster): string {
  return new URL(databaseUrl).pathname.slice(1);
}
