import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { ask, findServer, newSchema } from "../../../server/test/store/postgres-server.ts";
import { PostgresStore, StoreUnavailableError } from "../../src/index.ts";
import { standingClock } from "../clock.ts";
import { conformStore, type OpenStore } from "./conformance.ts";

const server = await findServer();
after(() => server.stop());

const lease = { owner: "one", nowMs: 0, untilMs: 1000 };

const open: OpenStore = async () => {
  const table = `${newSchema()}.dedupe`;
  const [schema] = table.split(".");
  await ask(server.url, `CREATE SCHEMA ${schema}`);
  const pools: pg.Pool[] = [];
  const again = async () => {
    const pool = new pg.Pool({ connectionString: server.url, max: 4 });
    pools.push(pool);
    return new PostgresStore(pool, { table });
  };
  const store = await again();
  // Every copy of an application does this at its start.
  await Promise.all([store.install(), (await again()).install(), (await again()).install()]);
  const close = async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  };
  return { store, again, close };
};

conformStore("postgres", open);

test("claims, endings and purges that cross each other end in no deadlock", async () => {
  const { store, again, close } = await open();
  const stores = [store, await again!()];
  const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);
  for (let round = 0; round < 15; round++) {
    const nowMs = round * 2000;
    const by = (owner: string) => ({ owner, nowMs, untilMs: nowMs + 1000 });
    await store.claim(keys, by("one"));
    await Promise.all([
      store.complete(keys.toReversed(), by("one")),
      stores[1]!.claim(keys, { ...by("two"), nowMs: nowMs + 1000 }),
      store.release(keys, by("one")),
      stores[1]!.claim(keys.toReversed(), by("three")),
      store.purge(nowMs),
    ]);
    await store.purge(nowMs + 1_000_000);
  }
  await close();
});

test("a table that is missing, a server that is away and one that hangs are unavailable, and say so", async () => {
  const pool = new pg.Pool({ connectionString: server.url });
  const missing = new PostgresStore(pool, { table: "nowhere" });
  await assert.rejects(missing.claim(["a"], lease), {
    code: "store_unavailable",
    message: /could not claim.*install\(\)/,
  });
  await pool.end();
  const away = new pg.Pool({ connectionString: "postgres://postgres@127.0.0.1:1/none" });
  await assert.rejects(new PostgresStore(away).install(), StoreUnavailableError);
  await away.end();
  const clock = {
    ...standingClock(),
    after(_: number, task: () => void) {
      task();
      return { cancel: () => {} };
    },
  };
  const hanging = new PostgresStore({ query: () => new Promise(() => {}) }, { clock, answerMsMax: 700 });
  await assert.rejects(async () => hanging.claim(["a"], lease), /no answer in 700 ms/);
});

test("a table's name is a name, and nothing else gets into the SQL", () => {
  const client = { query: () => assert.fail("asked") };
  for (const table of ["", "a b", 'a"b', "a;b", "a.b.c", "Dedupe", "1a", `a${"b".repeat(60)}`]) {
    assert.throws(() => new PostgresStore(client, { table }), RangeError, table);
  }
  assert.match(
    new PostgresStore(client, { table: "webhooks.seen" }).schema,
    /CREATE TABLE IF NOT EXISTS webhooks\.seen /,
  );
});
