import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, before, describe, test } from "node:test";
import type { Api } from "../../../e2e/harness/api.ts";
import { eventually } from "../../../e2e/harness/eventually.ts";
import { HubProcess } from "../../../e2e/harness/hub.ts";
import { firstIdAt } from "../../../packages/server/src/model/ids.ts";
import { openSqliteStore } from "../../../packages/server/src/store/sqlite/sqlite-store.ts";
import { buildHistory } from "../../history/build.ts";
import { type HistoryShape, MASTER_KEY, RETRY_SCHEDULE } from "../../history/shape.ts";

const SHAPE: HistoryShape = { events: 4_000, webhooks: 3, days: 40, payloadBytes: 100 };
const DAY_MS = 24 * 3_600_000;
const env = { TABELLARY_MASTER_KEY: MASTER_KEY };

const folder = mkdtempSync(join(tmpdir(), "tabellary-history-"));
const built = join(folder, "built.db");
const now = Date.now();
after(() => rmSync(folder, { recursive: true }));
before(() => buildHistory(built, SHAPE, { now }));

describe("a history", () => {
  test("has the rows that a hub writes", async () => {
    const written = await writeByHub();
    const history = new DatabaseSync(built);
    for (const [outcome, sql] of Object.entries(ROWS)) {
      assert.deepEqual(rowsOf(history, sql), rowsOf(written, sql), outcome);
    }
    assert.equal(rowsOf(history, ROWS["failed: the operator's event"] ?? "").length, 1);
  });

  test("has every event in the days it says, with data of the size it says", () => {
    const db = new DatabaseSync(built);
    const read = (sql: string) => db.prepare(sql).get() as Record<string, number>;
    const ofSite = read(`SELECT count(*) AS count, min(length(payload)) AS least, max(length(payload)) AS most
      FROM event WHERE site_no = 1`);
    assert.deepEqual({ ...ofSite }, { count: SHAPE.events, least: SHAPE.payloadBytes, most: SHAPE.payloadBytes });
    const outside = db.prepare("SELECT count(*) AS count FROM event WHERE seq < ? OR seq > ?");
    assert.deepEqual({ ...outside.get(firstIdAt(now - 41 * DAY_MS), firstIdAt(now)) }, { count: 0 });
    const { failed } = read("SELECT count(*) AS failed FROM delivery WHERE status = 2") as { failed: number };
    assert.ok(failed > 0.02 * SHAPE.events && failed < 0.04 * SHAPE.events, `${failed} have failed`);
  });

  test("is listed and read by a hub that starts on it", async (t) => {
    const hub = await startOnCopy("read", { "retention-days": "60" });
    t.after(() => hub.stop());
    const { api } = hub;
    const { webhooks } = await ask(api, "/v1/webhooks");
    assert.equal(webhooks.length, SHAPE.webhooks);
    const { deliveries } = await ask(api, `/v1/deliveries?webhook_id=${webhooks[0].id}&status=failed`);
    assert.equal(deliveries[0].attempts, RETRY_SCHEDULE.length);
    const { log, status } = await ask(api, `/v1/deliveries/${deliveries[0].id}`);
    assert.equal(status, "failed");
    assert.deepEqual(
      log.map(({ number, status_code }: Record<string, number>) => [number, status_code]),
      [1, 2, 3].map((number) => [number, 503]),
    );
    assert.equal(log[0].response.body, "Service Unavailable");
    const event = await ask(api, `/v1/events/${deliveries[0].event_id}`);
    assert.equal(event.deliveries[0].id, deliveries[0].id);
    assert.deepEqual(event.webhooks.map(({ outcome }: { outcome: string }) => outcome).sort(), [
      "matched",
      "not_subscribed",
      "not_subscribed",
    ]);
    const { events } = await ask(api, `/v1/events?type=${event.type}&limit=5`);
    assert.deepEqual(new Set(events.map(({ type }: { type: string }) => type)), new Set([event.type]));
  });

  test("is pruned by the retention to what is younger, and nothing is left behind", async () => {
    const path = join(folder, "pruned.db");
    copyFileSync(built, path);
    const store = await openSqliteStore(path);
    while (await store.prune(now - 30 * DAY_MS, 0, 500));
    await store.close();
    const db = new DatabaseSync(path);
    const count = (sql: string) => (db.prepare(sql).get() as { count: number }).count;
    const { count: old } = db
      .prepare("SELECT count(*) AS count FROM event WHERE seq < ?")
      .get(firstIdAt(now - 30 * DAY_MS)) as { count: number };
    assert.equal(old, 0);
    const kept = count("SELECT count(*) AS count FROM event WHERE site_no = 1");
    assert.ok(Math.abs(kept - SHAPE.events * 0.75) < 3, `${kept} are kept`);
    assert.equal(count("SELECT count(*) AS count FROM delivery"), kept);
    const orphans = "SELECT count(*) AS count FROM attempt WHERE delivery_seq NOT IN (SELECT seq FROM delivery)";
    assert.equal(count(orphans), 0);
  });
});

test("a history that has more events than milliseconds is refused", async () => {
  const shape = { ...SHAPE, events: DAY_MS + 1, days: 1 };
  await assert.rejects(buildHistory(join(folder, "refused.db"), shape, { now }), /fewer milliseconds/);
});

/** The operator's event has the next id behind the last attempt's, or the first of another millisecond. */
const SECOND_OF_IDS = firstIdAt(now + 1_000) - firstIdAt(now);

/** One delivery of each outcome with what belongs to it. */
const ROWS = Object.fromEntries(
  [
    ["success at once", "status = 1 AND attempts = 1"],
    ["success at the second attempt", "status = 1 AND attempts = 2"],
    ["failed", "status = 2"],
  ].flatMap(([outcome, which]) => {
    const one = `(SELECT max(seq) FROM delivery WHERE ${which})`;
    return [
      [`${outcome}: delivery`, `SELECT * FROM delivery WHERE seq = ${one}`],
      [`${outcome}: event`, `SELECT * FROM event WHERE seq = ${one} - 1024`],
      [`${outcome}: attempts`, `SELECT * FROM attempt WHERE delivery_seq = ${one} ORDER BY seq`],
      [
        `${outcome}: the operator's event`,
        `SELECT e.* FROM (SELECT max(seq) AS seq FROM attempt WHERE delivery_seq = ${one}) AS a
          JOIN event AS e ON e.seq > a.seq AND e.seq < a.seq + ${SECOND_OF_IDS}
          WHERE e.payload ->> '$.event_type' = (SELECT type.name FROM event AS delivered
            JOIN type_name AS type ON type.no = delivered.type_no WHERE delivered.seq = ${one} - 1024)`,
      ],
    ];
  }),
) as Record<string, string>;

/** Other in each run; of these only the type must be the same. */
const VARYING = [
  "seq",
  "delivery_seq",
  "webhook_no",
  "type_no",
  "version",
  "started",
  "ended",
  "ms",
  "external_id",
  "payload",
];

function rowsOf(db: DatabaseSync, sql: string): unknown[] {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement.all().map((row) => Object.entries(row).map(([name, value]) => [name, likeness(name, value)]));
}

function likeness(name: string, value: unknown): unknown {
  if (typeof value === "string" && value.startsWith('{"delivery_id"')) return patternOf(value);
  if (VARYING.includes(name)) return name === "external_id" ? "optional" : typeof value;
  if (name === "targets") return (value as Uint8Array).length;
  return typeof value === "string" && name !== "message" && name !== "error" ? patternOf(value) : value;
}

/** What is left of a text when ids, signatures, times and figures are taken out. */
function patternOf(text: string): string {
  return text
    .replace(/,"connect_ms":[\d.]+/, "")
    .replace(/_[0-9a-hjkmnp-tv-z]{13}"/g, '_id"')
    .replace(/"[0-9a-f]{64}"/, '"hex"')
    .replace(/v1,[\w+/]{43}=/, "base64")
    .replace(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/, "date")
    .replace(/https?:[^"]+/, "url")
    .replace(/\d+(\.\d+)?/g, "0");
}

/** A real hub delivers three events of a kind: to a receiver that takes them, that takes them late, that never does. */
async function writeByHub(): Promise<DatabaseSync> {
  const seen = new Set<unknown>();
  const receiver = createServer((request, response) => {
    request.resume().on("end", () => {
      const id = request.headers["webhook-id"];
      const isTaken = request.url === "/takes" || (request.url === "/late" && seen.has(id));
      seen.add(id);
      if (isTaken) return response.writeHead(204).end();
      response.statusCode = 503;
      return response.setHeader("content-type", "text/plain").end("Service Unavailable");
    });
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const { port } = receiver.address() as AddressInfo;
  const dataDir = join(folder, "hub");
  const hub = await HubProcess.start({ dataDir, env });
  for (const [number, path] of ["takes", "late", "refuses"].entries()) {
    const url = `http://127.0.0.1:${port}/${path}`;
    const webhook = { url, events: [`forum${number + 1}.*`], contract: "generic", retry_schedule: [0, 0.01, 0.01] };
    await hub.api.expect(201, hub.api.post("/v1/webhooks", webhook));
    const event = { type: `forum${number + 1}.comment.created`, data: { number, text: "lorem" } };
    await hub.api.expect(202, hub.api.post("/v1/events", { ...event, external_id: `e-${number}` }));
  }
  const db = new DatabaseSync(join(dataDir, "tabellary.db"));
  const ended = db.prepare("SELECT count(*) AS count FROM delivery");
  await eventually(
    async () => (ended.get() as { count: number }).count,
    (count) => count === 3,
  );
  await hub.stop();
  receiver.close();
  return db;
}

async function startOnCopy(name: string, flags: Record<string, string>): Promise<HubProcess> {
  const dataDir = mkdtempSync(join(folder, `${name}-`));
  copyFileSync(built, join(dataDir, "tabellary.db"));
  return HubProcess.start({ dataDir, env, flags });
}

function ask(api: Api, path: string) {
  return api.expect(200, api.get(path));
}
