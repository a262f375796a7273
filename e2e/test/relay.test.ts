import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { findServer } from "../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../harness/eventually.ts";
import { givenHub, givenReceiver } from "../harness/given.ts";
import { hubMain } from "../harness/hub-main.ts";
import { Program } from "../harness/program.ts";
import { drained, ENGINES, idsOf, numbered, relay } from "../harness/relayed.ts";
import { Site } from "../harness/site.ts";

const server = await findServer();
after(() => server.stop());

for (const [engine, givenApp] of Object.entries(ENGINES)) {
  describe(`a relay from an outbox in ${engine}`, () => {
    test("carries events to the hub in their order, with all that was said of them, and stops when told", async (t) => {
      const app = await givenApp(t, server);
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

    test("sets aside what the hub never takes, with the reason, and goes on", async (t) => {
      const app = await givenApp(t, server);
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
      const app = await givenApp(t, server);
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
      const app = await givenApp(t, server);
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
    const program = Program.start(t, process.execPath, [hubMain(), "relay", ...args], {
      env: { TABELLARY_API_KEY: "k" },
    });
    assert.equal(await program.ended(), 2);
    assert.match(program.output, line);
    assert.equal(program.output.trimEnd().split("\n").length, 1);
  }
  const keyless = Program.start(t, process.execPath, [hubMain(), "relay", "--from", server.url, "--to", "http://h"]);
  assert.equal(await keyless.ended(), 2);
  assert.match(keyless.output, /TABELLARY_API_KEY is not set/);
});
