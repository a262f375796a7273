import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { importStore } from "../../src/moving/move.ts";
import { movablePostgres } from "../../src/store/postgres/dump.ts";
import { findPgBouncer, startPooler } from "../store/pgbouncer.ts";
import { ask, findServer, newSchema } from "../store/postgres-server.ts";
import { dumpOf, exported, inChunks, rowsIn } from "./dumps.ts";
import { content } from "./rows.ts";

const program = findPgBouncer();

test("a store moves through PgBouncer in transaction mode as well", { skip: program === null }, async (t) => {
  const server = await findServer();
  const pooler = await startPooler(program!, server.url);
  const schema = newSchema();
  t.after(async () => {
    await pooler.stop();
    await ask(server.url, `DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await server.stop();
  });

  const [rows] = fc.sample(content(40), { seed: 5, numRuns: 1 });
  const dump = await dumpOf(rows!);
  const store = movablePostgres(pooler.url, { schema });
  await importStore(store, inChunks(dump), () => undefined);
  assert.equal(rowsIn(await exported(store)), rowsIn(dump));
  assert.notEqual(await store.unmark(), null);
});
