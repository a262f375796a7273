import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { after, describe, test } from "node:test";
import pg from "pg";
// A real server, as the hub's own tests have it.
import { findServer } from "../../server/test/store/postgres-server.ts";
import { createOutbox, OutboxError, type OutboxEvent, outbox } from "../src/index.ts";

const server = await findServer();
const client = new pg.Client({ connectionString: server.url });
await client.connect();
const schema = `outbox_${process.pid}`;
await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; CREATE TABLE orders (id int)`);
await createOutbox(client);
after(async () => {
  await client.query(`DROP SCHEMA ${schema} CASCADE`);
  await client.end();
  await server.stop();
});

const WRONG: [Partial<Record<keyof OutboxEvent, unknown>>, RegExp][] = [
  [{ type: "" }, /type is ""/],
  [{ type: "a b" }, /type is "a b"/],
  [{ type: "a..b" }, /type is "a\.\.b"/],
  [{ type: ".a" }, /type is/],
  [{ type: "x".repeat(129) }, /type is/],
  [{ data: [1] }, /data has to be a JSON object/],
  [{ data: null }, /data has to be a JSON object/],
  [{ data: new Date(0) }, /data has to be a JSON object/],
  [{ data: { a: 1n } }, /data cannot be written as JSON: .*BigInt/],
  [{ externalId: "" }, /externalId has 1 to 255 characters/],
  [{ orderingKey: "x".repeat(256) }, /orderingKey has 1 to 255 .* has 256/],
  [{ orderingKey: "\0" }, /orderingKey .* no NUL/],
  [{ occurredAt: new Date(Number.NaN) }, /occurredAt is an invalid Date/],
  [{ site: "default" }, /site is "default", but a site's id is/],
];

const FULL: OutboxEvent = {
  type: "order.paid",
  data: { Zoë: "🦊", __proto__: null, n: 1.5 },
  externalId: "order-1",
  orderingKey: "🦊".repeat(255),
  occurredAt: new Date("2026-01-15T12:00:00.123Z"),
  site: "site_0123456789abc",
};
const STORED = {
  no: "1",
  site: FULL.site,
  type: "order.paid",
  data: '{"Zoë":"🦊","n":1.5}',
  external_id: "order-1",
  ordering_key: FULL.orderingKey,
  batch: null,
  refused: null,
  reason: null,
};

describe("the outbox on PostgreSQL", () => {
  test("writes an event beside the data, and both or neither are kept", async () => {
    await client.query("BEGIN");
    await client.query("INSERT INTO orders VALUES (1)");
    await outbox(client).emit(FULL);
    await client.query("COMMIT");
    await client.query("BEGIN");
    await client.query("INSERT INTO orders VALUES (2)");
    await outbox(client).emit({ type: "order.paid", data: {} });
    await client.query("ROLLBACK");
    assert.equal((await client.query("SELECT * FROM orders")).rowCount, 1);
    const { rows } = await client.query("SELECT * FROM tabellary_outbox");
    assert.deepEqual(rows, [{ ...STORED, occurred_at: FULL.occurredAt }]);
  });

  test("is the time of the database when the event names none", async () => {
    await outbox(client).emit({ type: "a.b", data: {} });
    const { rows } = await client.query(
      "SELECT now() - occurred_at < '1 minute' AS is_now FROM tabellary_outbox WHERE no > 1",
    );
    assert.deepEqual(rows, [{ is_now: true }]);
  });

  test("refuses what cannot be an event before it writes, and the transaction lives on", async () => {
    const before = (await client.query("SELECT count(*) FROM tabellary_outbox")).rows;
    await client.query("BEGIN");
    for (const [part, message] of WRONG) {
      const event = { type: "a.b", data: {}, ...part } as OutboxEvent;
      await assert.rejects(outbox(client).emit(event), { name: "OutboxError", code: "invalid_event", message });
    }
    await client.query("COMMIT");
    assert.deepEqual((await client.query("SELECT count(*) FROM tabellary_outbox")).rows, before);
  });

  test("refuses a pool: it would write outside of the transaction", async () => {
    const pool = new pg.Pool({ connectionString: server.url });
    assert.throws(() => outbox(pool), { code: "no_transaction", message: /pool\.connect\(\)/ });
    const one = await pool.connect();
    await one.query(`BEGIN; SET LOCAL search_path = ${schema}`);
    await outbox(one).emit({ type: "a.b", data: {} });
    await one.query("ROLLBACK");
    one.release();
    await pool.end();
  });

  test("takes another table, and no SQL in its name", async () => {
    await createOutbox(client, { table: `${schema}.mine` });
    await createOutbox(client, { table: `${schema}.mine` });
    await outbox(client, { table: `${schema}.mine` }).emit({ type: "a.b", data: {} });
    assert.equal((await client.query("SELECT * FROM mine")).rowCount, 1);
    for (const table of ["a; DROP TABLE b", "A", "a.b.c", ""]) {
      assert.throws(() => outbox(client, { table }), { code: "invalid_table" });
      await assert.rejects(createOutbox(client, { table }), { code: "invalid_table" });
    }
  });
});

describe("the outbox on SQLite", () => {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE orders (id int)");
  createOutbox(db);
  createOutbox(db);
  after(() => db.close());
  const rowsOf = () => db.prepare("SELECT * FROM tabellary_outbox").all();

  test("writes an event beside the data, and both or neither are kept", () => {
    db.exec("BEGIN; INSERT INTO orders VALUES (1)");
    outbox(db).emit(FULL);
    db.exec("COMMIT");
    db.exec("BEGIN; INSERT INTO orders VALUES (2)");
    outbox(db).emit({ type: "order.paid", data: {} });
    db.exec("ROLLBACK");
    assert.equal(db.prepare("SELECT * FROM orders").all().length, 1);
    assert.deepEqual(
      rowsOf().map((row) => ({ ...row })),
      [{ ...STORED, no: 1, occurred_at: "2026-01-15T12:00:00.123Z" }],
    );
  });

  test("is the time of the database when the event names none, and a number is never given twice", () => {
    outbox(db).emit({ type: "a.b", data: {} });
    const [first] = db.prepare("SELECT * FROM tabellary_outbox WHERE no > 1").all();
    assert.match(first!.occurred_at as string, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Math.abs(Date.parse(first!.occurred_at as string) - Date.now()) < 60_000);
    db.exec("DELETE FROM tabellary_outbox");
    outbox(db).emit({ type: "a.b", data: {} });
    assert.ok((rowsOf()[0]!.no as number) > (first!.no as number));
  });

  test("refuses what cannot be an event before it writes", () => {
    const before = rowsOf().length;
    for (const [part, message] of WRONG) {
      const event = { type: "a.b", data: {}, ...part } as OutboxEvent;
      assert.throws(
        () => outbox(db).emit(event),
        (error) => error instanceof OutboxError && message.test(error.message),
      );
    }
    assert.equal(rowsOf().length, before);
    assert.throws(() => outbox(db, { table: "main.mine" }), { code: "invalid_table" });
  });
});
