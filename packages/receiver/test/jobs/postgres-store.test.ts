import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { ask, findServer, newSchema } from "../../../server/test/store/postgres-server.ts";
import { PostgresJobStore } from "../../src/index.ts";
import { conformJobStore, type OpenJobStore } from "./conformance.ts";

const server = await findServer();
after(() => server.stop());

const open: OpenJobStore = async () => {
  const schema = newSchema();
  await ask(server.url, `CREATE SCHEMA ${schema}`);
  const pools: pg.Pool[] = [];
  const again = async () => {
    const pool = new pg.Pool({ connectionString: server.url, max: 2 });
    pools.push(pool);
    const store = new PostgresJobStore(pool, { table: `${schema}.jobs` });
    await store.install();
    return store;
  };
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  };
  return { store: await again(), again, close };
};

conformJobStore("postgres", open);

test("a table that is missing is unavailable and says what to do, and what is no table's name is refused", async () => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const missing = new PostgresJobStore(client, { table: "nowhere" });
  await assert.rejects(missing.find("a"), { code: "store_unavailable", message: /install\(\)/ });
  assert.throws(() => new PostgresJobStore(client, { table: "x; DROP TABLE y" }), RangeError);
  await client.end();
});
