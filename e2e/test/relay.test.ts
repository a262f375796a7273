import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createOutbox, type OutboxEvent, outbox } from "@tabellary/outbox";
import pg from "pg";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";
import { findServer, freePort } from "../../packages/server/test/store/postgres-server.ts";
import { createDatabase } from "../harness/database.ts";
import { eventually } from "../harness/eventually.ts";
import { givenHub, givenReceiver } from "../harness/given.ts";
import { HubProcess } from "../harness/hub.ts";
import { Program } from "../harness/program.ts";
import { Site } from "../harness/site.ts";

const MAIN = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));

const server = await findServer();
after(() => server.stop());

interface Row {
  no: number;
  type: string;
  batch: string | null;
  refused: string | Date | null;
  reason: string | null;
}

const WAITING = "SELECT CAST(count(*) AS int) AS count FROM tabellary_outbox WHERE refused IS NULL";

/** An application with an outbox in a database of its own. */
interface App {
  /** As `tabellary relay --from` takes it. */
  url: string;
  /** All in one transaction. */
  emit(...events: OutboxEvent[]): Promise<void>;
  rows(): Promise<Row[]>;
  /** How many rows wait. */
  waiting(): Promise<number>;
  /** Statements of its own. */
  sql(text: string): Promise<void>;
}

async function givenPostgresApp(t: TestContext): Promise<App> {
  const database = await createDatabase(server);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(async () => {
    await client.end();
    await database.drop();
  });
  await createOutbox(client);
  return {
    url: database.url,
    async emit(...events) {
      await client.query("BEGIN");
      for (const event of events) await outbox(client).emit(event);
      await client.query("COMMIT");
    },
    rows: async () => (await client.query("SELECT * FROM tabellary_outbox ORDER BY no")).rows,
    waiting: async () => (await client.query(WAITING)).rows[0].count,
    sql: async (text) => void (await client.query(text)),
  };
}

async function givenSqliteApp(t: TestContext): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-app-"));
  const file = join(folder, "app.db");
  const db = new DatabaseSync(file, { timeout: PATIENCE_MS });
  t.after(() => {
    db.close();
    rmSync(folder, { recursive: true });
  });
  db.exec("PRAGMA journal_mode = WAL");
  createOutbox(db);
  return {
    url: `sqlite:${file}`,
    async emit(...events) {
      db.exec("BEGIN IMMEDIATE");
      for (const event of events) outbox(db).emit(event);
      db.exec("COMMIT");
    },
    rows: async () => db.prepare("SELECT * FROM tabellary_outbox ORDER BY no").all() as unknown as Row[],
    waiting: async () => db.prepare(WAITING).get()!.count as number,
    sql: async (text) => db.exec(text),
  };
}

function relay(t: TestContext, app: App, hub: { url: string }, key: string, ...flags: string[]): Program {
  const args = ["relay", "--from", app.url, "--to", hub.url, ...flags];
  return Program.start(t, process.execPath, [MAIN, ...args], { env: { TABELLARY_API_KEY: key } });
}

function numbered(from: number, count: number): OutboxEvent[] {
  return Array.from({ length: count }, (_, index) => ({ type: "order.paid", data: { id: from + index } }));
}

/** What the hub has accepted, in that order. */
function idsOf(hub: HubProcess): number[] {
  const db = new DatabaseSync(join(hub.dataDir, "tabellary.db"), { readOnly: true });
  try {
    return db
      .prepare("SELECT payload FROM event ORDER BY seq")
      .all()
      .map(({ payload }) => JSON.parse(`${payload}`).id);
  } finally {
    db.close();
  }
}

async function drained(app: App): Promise<void> {
  await eventually(app.waiting, (count) => count === 0, { what: "an empty outbox" });
}

for (const [engine, givenApp] of [
  ["PostgreSQL", givenPostgresApp],
  ["SQLite", givenSqliteApp],
] as const) {
  describe(`a relay from an outbox in ${engine}`, () => {
    test("carries events to the hub in their order, with all that was said of them, and stops when told", async (t) => {
      const app = await givenApp(t);
      const hub = await givenHub(t);
      const receiver = await givenReceiver(t);
      const other = await Site.open(hub.api, "generic", "other");
      await hub.api.expect(
        201,
        hub.api.post("/v1/webhooks", { url: receiver.url, events: ["*"], ordering: "webhook" }),
      );
      const occurredAt = new Date("2026-01-15T12:00:00.123Z");
      const full = { externalId: "order-1", orderingKey: "Zoë 🦊", occurredAt };
      await app.emit({ type: "order.full", data: { id: 0, Zoë: "🦊" }, ...full });
      await app.emit(...numbered(1, 10), { type: "order.elsewhere", data: {}, site: other.id }, ...numbered(11, 1_200));
      const program = relay(t, app, hub, hub.adminKey);
      const received = await receiver.until(1_211);
      assert.deepEqual(
        received.map(({ json }) => json.data.id),
        Array.from({ length: 1_211 }, (_, id) => id),
      );
      await drained(app);
      assert.deepEqual(await app.rows(), []);
      const { events } = await hub.api.expect(200, hub.api.get("/v1/events?external_id=order-1"));
      assert.deepEqual(
        events.map((event: Record<string, unknown>) => [event.occurred_at, event.ordering_key]),
        [["2026-01-15T12:00:00.123Z", "Zoë 🦊"]],
      );
      const elsewhere = await other.api.expect(200, other.api.get("/v1/events"));
      assert.equal(elsewhere.events.length, 1);
      await app.emit(...numbered(2_000, 1));
      await receiver.until(1_212);
      assert.equal(await program.end("SIGTERM"), 0);
    });

    test("killed again and again, with the hub killed too, makes one event of each row", async (t) => {
      const app = await givenApp(t);
      for (let from = 0; from < 5_000; from += 500) await app.emit(...numbered(from, 500));
      const port = `${await freePort()}`;
      const dataDir = mkdtempSync(join(tmpdir(), "tabellary-"));
      t.after(() => rmSync(dataDir, { recursive: true, force: true }));
      const start = () => HubProcess.start({ dataDir, flags: { port } });
      let hub = await start();
      t.after(() => hub.kill());
      const { adminKey } = hub;
      await hub.kill();
      // At first there is no hub.
      let program = relay(t, app, hub, adminKey);
      await program.until(/what waits in the outbox is kept/);
      assert.equal(await app.waiting(), 5_000);
      hub = await start();
      let kills = 0;
      for (let killAt = 4_000; killAt > 0; killAt -= 1_000) {
        const isThere = (count: number) => count <= killAt;
        await eventually(app.waiting, isThere, { everyMs: 2, what: `${killAt} rows` });
        await program.end("SIGKILL");
        kills += 1;
        if (killAt === 3_000) {
          await hub.kill();
          hub = await start();
        }
        program = relay(t, app, hub, adminKey);
      }
      // The hub dies with a batch under way, and comes back; the relay goes on by itself.
      await eventually(app.waiting, (count) => count < 1_000, { everyMs: 2 });
      await hub.kill();
      hub = await start();
      await drained(app);
      t.diagnostic(`the relay was killed ${kills} times, the hub twice`);
      assert.deepEqual(
        idsOf(hub),
        Array.from({ length: 5_000 }, (_, id) => id),
        "each once, in order",
      );
    });

    test("sets aside what the hub never takes, with the reason, and goes on", async (t) => {
      const app = await givenApp(t);
      const hub = await givenHub(t, { flags: { "max-payload-bytes": "2048" } });
      // A machine that is busy with other things may be too slow to compile it at first.
      const register = () => hub.api.put("/v1/event-types/order.strict", { schema: { required: ["total"] } });
      await eventually(register, ({ status }) => status === 201);
      await app.emit(
        ...numbered(0, 20),
        { type: "order.strict", data: {} },
        ...numbered(20, 1),
        { type: "order.large", data: { text: "x".repeat(2_048) } },
        { type: "order.first", data: { id: 21 }, externalId: "mine" },
        ...numbered(22, 20),
      );
      await app.emit({ type: "order.twin", data: {}, externalId: "mine" });
      await app.emit({ type: "order.lost", data: {}, site: "site_0000000000000" });
      // By hand, past the package.
      await app.sql("INSERT INTO tabellary_outbox (type, data) VALUES ('order.broken', '{\"id\":')");
      await app.sql("INSERT INTO tabellary_outbox (type, data) VALUES ('order.list', '[1]')");
      await app.sql("INSERT INTO tabellary_outbox (type, data) VALUES ('webhook.failing', '{}')");
      await app.emit(...numbered(42, 1));
      const program = relay(t, app, hub, hub.adminKey, "--once");
      assert.equal(await program.ended(), 0, program.output);
      assert.deepEqual(
        idsOf(hub),
        Array.from({ length: 43 }, (_, id) => id),
      );
      const rows = await app.rows();
      const said: [string, RegExp][] = [
        ["order.strict", /422 schema_violation: .*total/],
        ["order.large", /413 payload_too_large/],
        ["order.twin", /409 external_id_taken: .*mine/],
        ["order.lost", /404 not_found/],
        ["order.broken", /400 invalid_json/],
        ["order.list", /400 invalid_request/],
        ["webhook.failing", /400 invalid_request: .*reserved/],
      ];
      assert.deepEqual(
        rows.map(({ type, batch }) => [type, batch]),
        said.map(([type]) => [type, null]),
      );
      for (const [index, [, reason]] of said.entries()) {
        assert.match(rows[index]!.reason!, reason);
        assert.ok(rows[index]!.refused !== null);
        assert.ok(program.output.includes(JSON.stringify(rows[index]!.reason)), "the log says it");
      }

      await app.sql(
        "UPDATE tabellary_outbox SET data = '{\"id\":43,\"total\":1}', refused = NULL WHERE type = 'order.strict'",
      );
      assert.equal(await relay(t, app, hub, hub.adminKey, "--once").ended(), 0);
      assert.equal(idsOf(hub).at(-1), 43, "what was mended goes");
    });

    test("is one at a time: a second stands by, and takes over when the first is killed", async (t) => {
      const app = await givenApp(t);
      const hub = await givenHub(t);
      const first = relay(t, app, hub, hub.adminKey);
      await app.emit(...numbered(0, 1));
      await drained(app);
      const second = relay(t, app, hub, hub.adminKey);
      await second.until(/standing by/);
      assert.equal(await relay(t, app, hub, hub.adminKey, "--once").ended(), 1);
      await first.end("SIGKILL");
      await app.emit(...numbered(1, 1));
      await drained(app);
      assert.deepEqual(idsOf(hub), [0, 1]);
    });

    test("with a wrong key it keeps everything, and says what is wrong", async (t) => {
      const app = await givenApp(t);
      const hub = await givenHub(t);
      await app.emit(...numbered(0, 3));
      const program = relay(t, app, hub, "a-key-that-nobody-gave", "--once");
      assert.equal(await program.ended(), 1);
      assert.match(program.output, /401 unauthorized/);
      const rows = await app.rows();
      assert.equal(rows.length, 3);
      assert.ok(rows.every(({ refused }) => refused === null));
    });
  });
}

test("a relay that is told nonsense ends with one line", async (t) => {
  const cases: [string[], RegExp][] = [
    [["--from", "mysql://x", "--to", "http://h"], /--from cannot be used: .*sqlite:/],
    [["--from", "sqlite:/nowhere/app.db", "--to", "http://h"], /no such file/],
    [["--from", server.url, "--to", "hub:8484"], /--to cannot be used/],
    [["--from", server.url, "--to", "http://h", "--table", "a b"], /--table is "a b"/],
  ];
  for (const [args, line] of cases) {
    const program = Program.start(t, process.execPath, [MAIN, "relay", ...args], { env: { TABELLARY_API_KEY: "k" } });
    assert.equal(await program.ended(), 2);
    assert.match(program.output, line);
    assert.equal(program.output.trimEnd().split("\n").length, 1);
  }
  const keyless = Program.start(t, process.execPath, [MAIN, "relay", "--from", server.url, "--to", "http://h"]);
  assert.equal(await keyless.ended(), 2);
  assert.match(keyless.output, /TABELLARY_API_KEY is not set/);
});
