import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import pg from "pg";
import { OPERATOR_EVENT_TYPES, TEST_EVENT_TYPE } from "../../src/model/event-type.ts";
import { formatId } from "../../src/model/ids.ts";
import { migrateDatabase } from "../../src/store/postgres/migrate-database.ts";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import type { Store } from "../../src/store/store.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const server = await findServer();
const schema = newSchema();
const role = `${schema}_emitter`;
const app = `${schema}_app`;
const siteId = 123_456_789_012_345_678n;
/** Connected as the application: a role with nothing but the right to emit. */
let client: pg.Client;
let store: Store;

before(async () => {
  await migrateDatabase(server.url, { schema, emitRole: role });
  store = await openPostgresStore(server.url, { schema, ...PATIENT });
  const site = { description: null, contract: "generic", createdAt: 1 };
  const make = (id: bigint, name: string, isOperator: boolean) =>
    store.change({ kind: "create_site", site: { ...site, id, name, isOperator } });
  await make(siteId, "default", false);
  await make(2n, "operator", true);
  await make(3n, "gone", false);
  await make(4n, "site_0000000000004", false);
  await store.change({ kind: "delete_site", siteNo: 3, now: 1 });
  await ask(server.url, `CREATE ROLE ${app} LOGIN PASSWORD 'app'; GRANT ${role} TO ${app}`);
  const url = new URL(server.url);
  url.username = app;
  url.password = "app";
  client = new pg.Client({ connectionString: url.href });
  await client.connect();
});
after(async () => {
  await client.end();
  await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE; DROP ROLE ${app}; DROP ROLE ${role}`);
  await server.stop();
});

async function emit(...values: readonly unknown[]): Promise<bigint> {
  const { rows } = await client.query(
    `SELECT ${schema}.emit(${values.map((_, index) => `$${index + 1}`).join()}) AS no`,
    [...values],
  );
  return BigInt(rows[0].no);
}

function rowsOf(table = "outbox"): Promise<Record<string, unknown>[]> {
  return ask(server.url, `SELECT * FROM ${schema}.${table} ORDER BY no`);
}

async function emptied(): Promise<void> {
  await ask(server.url, `DELETE FROM ${schema}.outbox`);
}

describe("emit in the application's own transaction", () => {
  test("leaves a row with all that was given, and gives its number", async () => {
    const no = await emit("default", "order.paid", '{"id":1}');
    const full = await emit("default", "order.paid", { id: 2 }, "key-1", "customer 7", "order-2");
    assert.equal(full, no + 1n);
    const rows = await rowsOf();
    assert.deepEqual(
      rows.map(({ emitted: _, ...row }) => row),
      [
        {
          no: `${no}`,
          site_no: 1,
          type: "order.paid",
          data: '{"id":1}',
          idempotency_key: null,
          ordering_key: null,
          external_id: null,
        },
        {
          no: `${full}`,
          site_no: 1,
          type: "order.paid",
          data: '{"id":2}',
          idempotency_key: "key-1",
          ordering_key: "customer 7",
          external_id: "order-2",
        },
      ],
    );
    assert.ok(Math.abs(Number(rows[0]!.emitted) - Date.now()) < 60_000);
    await emptied();
  });

  test("leaves nothing when the transaction, or the savepoint, is rolled back", async () => {
    await client.query("BEGIN");
    await emit("default", "order.paid", "{}");
    await client.query("ROLLBACK");
    assert.deepEqual(await rowsOf(), []);
    await client.query("BEGIN");
    const kept = await emit("default", "order.kept", "{}");
    await client.query("SAVEPOINT a");
    await emit("default", "order.undone", "{}");
    await client.query("ROLLBACK TO SAVEPOINT a");
    assert.deepEqual(await rowsOf(), [], "nobody sees it before the commit");
    await client.query("COMMIT");
    assert.deepEqual(
      (await rowsOf()).map((row) => row.no),
      [`${kept}`],
    );
    await emptied();
  });

  test("takes json, jsonb, text and literals, by place and by name", async () => {
    for (const call of [
      `('default', 'a.b', '{"b":1,"a":2.50}')`,
      `('default', 'a.b', '{"b":1,"a":2.50}'::json)`,
      `('default', 'a.b', '{"b":1,"a":2.50}'::jsonb)`,
      `('default'::varchar, 'a.b'::varchar, '{"b":1,"a":2.50}'::text)`,
      `(site => 'default', type => 'a.b', data => json_build_object('b', 1, 'a', 2.50), ordering_key => 'k')`,
      `(site => 'default', type => 'a.b', data => jsonb_build_object('b', 1, 'a', 2.50), idempotency_key => 'k')`,
    ]) {
      await client.query(`SELECT ${schema}.emit${call}`);
    }
    const datas = (await rowsOf()).map((row) => row.data as string);
    assert.equal(datas.length, 6);
    for (const data of datas) assert.deepEqual(JSON.parse(data), { a: 2.5, b: 1 });
    assert.equal(datas[1], '{"b":1,"a":2.50}', "json keeps its order");
    await emptied();
  });

  test("finds a site by its id or its name", async () => {
    for (const site of [formatId("site", siteId), "default", formatId("site", 4n), "site_0000000000004"]) {
      await emit(site, "a.b", "{}");
    }
    assert.deepEqual(
      (await rowsOf()).map((row) => row.site_no),
      [1, 1, 4, 4],
    );
    await emptied();
  });

  test("refuses what is wrong at once, and names the argument", async () => {
    const long = "x".repeat(256);
    const wrong: [string, ...unknown[]][] = [
      ["site is null", null, "a.b", "{}"],
      ["site 'nowhere' does not exist", "nowhere", "a.b", "{}"],
      ["site 'gone' does not exist", "gone", "a.b", "{}"],
      ["site 'site_zzzzzzzzzzzzz' does not exist", "site_zzzzzzzzzzzzz", "a.b", "{}"],
      ["site 'site_7zzzzzzzzzzzz' does not exist", "site_7zzzzzzzzzzzz", "a.b", "{}"],
      ["site 'operator' is the operator's", "operator", "a.b", "{}"],
      ["type is null", "default", null, "{}"],
      ...["", "a b", ".a", "a.", "a..b", "a\n", "é", "x".repeat(129)].map((type): [string, ...unknown[]] => [
        `is no event type`,
        "default",
        type,
        "{}",
      ]),
      ...[TEST_EVENT_TYPE, ...OPERATOR_EVENT_TYPES].map((type): [string, ...unknown[]] => [
        `type '${type}' is reserved`,
        "default",
        type,
        "{}",
      ]),
      ["data is null", "default", "a.b", null],
      ["data is a JSON array", "default", "a.b", "[1]"],
      ["data is a JSON string", "default", "a.b", '"x"'],
      ["data is a JSON null", "default", "a.b", "null"],
      ["data is not JSON", "default", "a.b", "{id:1}"],
      ["data is not JSON", "default", "a.b", ""],
      ["idempotency_key '' is none", "default", "a.b", "{}", ""],
      ["idempotency_key 'a b' is none", "default", "a.b", "{}", "a b"],
      [`idempotency_key '${long}' is none`, "default", "a.b", "{}", long],
      ["ordering_key has 0 characters", "default", "a.b", "{}", null, ""],
      ["ordering_key has 256 characters", "default", "a.b", "{}", null, long],
      ["external_id has 256 characters", "default", "a.b", "{}", null, null, long],
    ];
    for (const [message, ...values] of wrong) {
      await assert.rejects(emit(...values), (error) => {
        assert.ok(error instanceof pg.DatabaseError);
        assert.equal(error.code, "22023", error.message);
        assert.ok(error.message.startsWith("emit: ") && error.message.includes(message), error.message);
        assert.ok(error.hint, "says the way out");
        return true;
      });
    }
    assert.deepEqual(await rowsOf(), []);
    await emit("default", "x".repeat(128), "{}", "k".repeat(255), "🦊".repeat(255), "🦊".repeat(255));
    await emptied();
  });
});

describe("the role that may emit", () => {
  const denied = { code: "42501" };

  test("can do nothing with any table or sequence", async () => {
    const relations = await ask(
      server.url,
      `SELECT c.relname AS name, c.relkind AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = '${schema}' AND c.relkind IN ('r', 'p', 'S', 'v', 'm')`,
    );
    assert.ok(relations.length > 20, "there are some");
    for (const { name, kind } of relations) {
      const table = `${schema}.${name}`;
      await assert.rejects(client.query(`SELECT * FROM ${table}`), denied, table);
      if (kind === "S") continue;
      await assert.rejects(client.query(`INSERT INTO ${table} DEFAULT VALUES`), denied, table);
      await assert.rejects(client.query(`DELETE FROM ${table}`), denied, table);
      await assert.rejects(client.query(`TRUNCATE ${table}`), denied, table);
    }
  });

  test("can call no other function, and make nothing", async () => {
    const functions = (await ask(
      server.url,
      `SELECT p.oid::regprocedure::text AS name, has_function_privilege('${app}', p.oid, 'EXECUTE') AS may
       FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = '${schema}' ORDER BY 1`,
    )) as { name: string; may: boolean }[];
    const callable = functions.filter(({ may }) => may).map(({ name }) => name.replace(/^.*\./, ""));
    assert.deepEqual(
      callable,
      ["json", "jsonb", "text"].map((type) => `emit(text,text,${type},text,text,text)`),
    );
    assert.ok(functions.length > callable.length);
    await assert.rejects(client.query(`CREATE TABLE ${schema}.mine (a int)`), denied);
    await assert.rejects(client.query(`CREATE FUNCTION ${schema}.f() RETURNS int LANGUAGE sql AS 'SELECT 1'`), denied);
    await assert.rejects(client.query(`DROP TABLE ${schema}.outbox`), denied);
    await assert.rejects(client.query(`DROP FUNCTION ${schema}.emit(text, text, text, text, text, text)`), denied);
    await assert.rejects(client.query("CREATE ROLE another"), denied);
    const [attributes] = await ask(server.url, `SELECT * FROM pg_roles WHERE rolname = '${role}'`);
    const { rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication } = attributes!;
    assert.deepEqual(
      [rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication],
      Array(6).fill(false),
    );
  });

  test("cannot lead emit astray by tables or functions of its own", async () => {
    await client.query("CREATE TEMP TABLE outbox (site_no int); CREATE TEMP TABLE site (no int)");
    await client.query("SET search_path = pg_temp, public");
    await emit("default", "a.b", "{}");
    await client.query("RESET search_path; DROP TABLE pg_temp.outbox; DROP TABLE pg_temp.site");
    assert.equal((await rowsOf()).length, 1);
    await emptied();
  });

  test("is one that others do not share: without it emit is refused", async () => {
    const stranger = `${schema}_stranger`;
    await ask(server.url, `CREATE ROLE ${stranger} NOLOGIN`);
    const asStranger = `SET ROLE ${stranger}; SELECT ${schema}.emit('default', 'a.b', '{}')`;
    await assert.rejects(ask(server.url, asStranger), denied);
    await ask(server.url, `GRANT USAGE ON SCHEMA ${schema} TO ${stranger}`);
    await assert.rejects(ask(server.url, asStranger), denied);
    await ask(server.url, `DROP OWNED BY ${stranger}; DROP ROLE ${stranger}`);
  });
});

test("emit wakes who listens, when its transaction is committed", async () => {
  const listener = new pg.Client({ connectionString: server.url });
  await listener.connect();
  const heard: string[] = [];
  listener.on("notification", ({ channel }) => heard.push(channel));
  await listener.query(`LISTEN ${schema}_news`);
  await client.query("BEGIN");
  for (let i = 0; i < 3; i += 1) await emit("default", "a.b", "{}");
  await listener.query("SELECT 1");
  assert.deepEqual(heard, []);
  await client.query("COMMIT");
  await listener.query("SELECT 1");
  assert.deepEqual(heard, [`${schema}_news`], "once for all of them");
  await listener.end();
  await emptied();
});

describe("migrating with emit", () => {
  test("a second time changes nothing, and says so", async () => {
    const again = await migrateDatabase(server.url, { schema, emitRole: role });
    assert.equal(again.from, again.to);
    assert.equal(again.isRoleNew, false);
    await emit("default", "a.b", "{}");
    await emptied();
  });

  test("takes any name for the role", async () => {
    const odd = `${schema} "Emitter"; DROP`;
    const { isRoleNew } = await migrateDatabase(server.url, { schema, emitRole: odd });
    assert.equal(isRoleNew, true);
    const quoted = `"${odd.replaceAll('"', '""')}"`;
    await ask(server.url, `DROP OWNED BY ${quoted}; DROP ROLE ${quoted}`);
  });

  test("a user of the database who may not make roles is told what to ask for", async () => {
    const owner = `${schema}_owner`;
    const other = newSchema();
    await ask(
      server.url,
      `CREATE ROLE ${owner} LOGIN PASSWORD 'o'; CREATE SCHEMA ${other} AUTHORIZATION ${owner};
       GRANT CREATE ON DATABASE ${new URL(server.url).pathname.slice(1)} TO ${owner}`,
    );
    const url = new URL(server.url);
    url.username = owner;
    url.password = "o";
    const wanted = { schema: other, emitRole: `${other}_emitter` };
    await assert.rejects(migrateDatabase(url.href, wanted), {
      code: "emit_role",
      message: new RegExp(`CREATE ROLE ${other}_emitter NOLOGIN;`),
    });
    await ask(server.url, `CREATE ROLE ${other}_emitter NOLOGIN`);
    assert.equal((await migrateDatabase(url.href, wanted)).isRoleNew, false);
    await ask(
      server.url,
      `DROP SCHEMA ${other} CASCADE; DROP OWNED BY ${owner}, ${other}_emitter; DROP ROLE ${owner}, ${other}_emitter`,
    );
  });
});
