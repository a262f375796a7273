/** An application that emits events inside its own transactions, on the database of a hub's nodes. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import pg from "pg";
import { ask, type TestServer } from "../../packages/server/test/store/postgres-server.ts";
import { hubMain } from "./hub-main.ts";
import { type Cluster, type ClusterOptions, givenNodes } from "./nodes.ts";
import { run } from "./program.ts";
import type { Receiver } from "./receiver.ts";

/** Connected as an application: with the right to emit, and no other. */
export class EmittingApp {
  readonly client: pg.Client;

  constructor(client: pg.Client) {
    this.client = client;
  }

  /** In a transaction of its own; resolves when that is committed. */
  async emit(...values: readonly unknown[]): Promise<void> {
    const places = values.map((_, index) => `$${index + 1}`).join();
    await this.client.query(`SELECT tabellary.emit(${places})`, [...values]);
  }
}

/** Nodes on a database that has been migrated by the command, through `url`, and an application on it. */
export async function givenEmitter(t: TestContext, server: TestServer, options: ClusterOptions = {}) {
  const cluster = await givenNodes(t, server, { nodes: 1, ...options });
  const role = `emitter_${randomBytes(6).toString("hex")}`;
  const through = options.through?.(cluster.databaseUrl) ?? cluster.databaseUrl;
  const flags = ["--database-url", through, "--with-emit", "--emit-role", role];
  const { code, output } = await run(process.execPath, [hubMain(), "migrate", ...flags]);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`GRANT ${role} TO app;`));
  await ask(cluster.databaseUrl, `CREATE ROLE ${role}_app LOGIN PASSWORD 'app'; GRANT ${role} TO ${role}_app`);
  const url = new URL(cluster.databaseUrl);
  url.username = `${role}_app`;
  url.password = "app";
  const client = new pg.Client({ connectionString: url.href });
  // Its database goes before it.
  client.on("error", () => undefined);
  await client.connect();
  t.after(async () => {
    await client.end();
    await ask(server.url, `DROP ROLE ${role}_app, ${role}`);
  });
  return { cluster, app: new EmittingApp(client) };
}

/** Hears of every event; returns the webhook's id. */
export async function subscribeToOrders({ nodes }: Cluster, receiver: Receiver, wishes: object = {}): Promise<string> {
  const { api } = nodes[0]!;
  const wanted = { url: receiver.url, events: ["order.*"], ...wishes };
  return (await api.expect(201, api.post("/v1/webhooks", wanted))).id;
}
