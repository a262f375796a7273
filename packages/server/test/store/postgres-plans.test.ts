import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { STATEMENTS } from "../../src/store/postgres/statement.ts";
import { findServer, newSchema, PATIENT } from "./postgres-server.ts";

const GROWING = [
  "event",
  "message",
  "source_note",
  "item",
  "job",
  "decision",
  "enforcement",
  "review",
  "queue",
  "delivery",
  "attempt",
  "lane",
  "idempotency",
  "external_id",
  "stat",
];

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Cond"?: string;
  "Recheck Cond"?: string;
  Filter?: string;
  Plans?: PlanNode[];
}

const server = await findServer();
const schema = newSchema();
const store = await openPostgresStore(server.url, { schema, ...PATIENT });
const client = new pg.Client({ connectionString: server.url });
await client.connect();
await client.query(`SET search_path = ${schema}; SET plan_cache_mode = force_generic_plan; SET jit = off;
  SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off`);
after(async () => {
  await store.close();
  await client.query(`DROP SCHEMA ${schema} CASCADE`);
  await client.end();
  await server.stop();
});

const [{ number }] = (await client.query("SELECT current_setting('server_version_num')::int AS number")).rows as [
  { number: number },
];

/** The plan for all values. Before version 16 it can only be had with values, which may hide days that have none. */
async function planOf<T>(statement: string, options = "COSTS OFF"): Promise<T[]> {
  const text = statement.replaceAll("{schema}", schema);
  if (number >= 160_000) {
    const { rows } = await client.query(`EXPLAIN (GENERIC_PLAN, ${options}) ${text}`);
    return rows.map((row) => row["QUERY PLAN"]);
  }
  const count = Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, value]) => Number(value)));
  const values = count === 0 ? "" : `(${Array.from({ length: count }, () => "NULL").join()})`;
  await client.query(`PREPARE planned AS ${text}`);
  const { rows } = await client.query(`EXPLAIN (${options}) EXECUTE planned${values}`);
  await client.query("DEALLOCATE planned");
  return rows.map((row) => row["QUERY PLAN"]);
}

async function planTreeOf(text: string): Promise<PlanNode> {
  const [[plan]] = (await planOf<[{ Plan: PlanNode }]>(text, "COSTS OFF, FORMAT JSON")) as [[{ Plan: PlanNode }]];
  return plan.Plan;
}

/** Whatever walks a growing table from end to end, or an index without a condition. */
async function walksOf(text: string): Promise<string[]> {
  return [...walks(await planTreeOf(text), false)];
}

function* walks(node: PlanNode, isLimited: boolean): Iterable<string> {
  const table = node["Relation Name"]?.replace(/_\d{8}$/, "") ?? "";
  const type = node["Node Type"];
  const isBounded = node["Index Cond"] !== undefined || node["Recheck Cond"] !== undefined || isLimited;
  if (GROWING.includes(table) && (type === "Seq Scan" || (type.includes("Scan") && !isBounded))) {
    yield `${type} on ${table}`;
  }
  const mayStop = ["Limit", "Append", "Merge Append", "Subquery Scan", "LockRows", "Result"];
  const isStill = type === "Limit" || (isLimited && mayStop.includes(type));
  for (const child of node.Plans ?? []) yield* walks(child, isStill);
}

const LISTED = /^(event|message|item|job|decision)(_\d{8})?$/;

/** Rows of others that are read and passed over: the site, the source or the status is no condition of the index. */
function* passesOver(node: PlanNode): Iterable<string> {
  const { Filter: filter = "", "Relation Name": table = "" } = node;
  if (LISTED.test(table) && /\b(site_no|source_no|status|verdict) = \$\d/.test(filter)) yield `${table}: ${filter}`;
  for (const child of node.Plans ?? []) yield* passesOver(child);
}

const written = STATEMENTS.filter(({ text }) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(text));

test("no statement walks a table that grows from end to end, whatever its values", async () => {
  assert.ok(written.length > 60);
  const walking = [];
  for (const { text } of written) {
    const found = await walksOf(text);
    if (found.length > 0) walking.push({ text, found });
  }
  assert.deepEqual(walking, []);
});

test("the check finds a walk, also of an index", async () => {
  assert.notDeepEqual(await walksOf("SELECT * FROM lane l WHERE l.touched < $1"), []);
  assert.notDeepEqual(await walksOf("DELETE FROM queue WHERE attempts = $1"), []);
  assert.notDeepEqual(await walksOf("SELECT max(place) FROM delivery"), []);
  assert.deepEqual(await walksOf("SELECT * FROM lane WHERE webhook_no = $1"), []);
});

test("partial indices are used by the plan for all values: their predicates are no parameters", async () => {
  const textWith = (part: string) => STATEMENTS.find(({ text }) => text.includes(part))!.text;
  const expected = [
    [/queue_due/, textWith("FOR UPDATE SKIP LOCKED")],
    [/queue_taken/, textWith("slice AS MATERIALIZED")],
    [/queue_lane/, textWith("q.lane_seq AS rank")],
  ] as const;
  for (const [index, text] of expected) assert.match((await planOf<string>(text)).join("\n"), index);
  if (number < 160_000) return;
  assert.match((await planOf<string>(textWith("status <> 1"))).join("\n"), /delivery_\d+_webhook_no_status_seq_idx/);
  const unusual = STATEMENTS.filter(({ text }) => text.includes("verdict <> 1"));
  assert.equal(unusual.length, 2);
  for (const { text } of unusual) {
    assert.match((await planOf<string>(text)).join("\n"), /message_\d+_source_no_verdict_seq_idx/);
  }
});

/** Ids of today, one a millisecond. */
const SEQ = "((extract(epoch FROM date_trunc('day', now())) * 1000)::bigint - 1704067200000 + i << 22)";
const ROWS = 20_000;

test("a quiet site's lists go by its own rows, also where one site has all the others", async () => {
  await client.query(`
    INSERT INTO event (seq, version, site_no, type_no, targets, payload)
      SELECT ${SEQ}, 1, 1, 1, '{1}', '{}' FROM generate_series(1, ${ROWS}) AS n(i);
    INSERT INTO message (seq, source_no, origin, verdict, is_cut, method, query, made, repeated, headers, body)
      SELECT ${SEQ}, 1, 1, 1, false, 'POST', '', '{}', '{}', '[]', '' FROM generate_series(1, ${ROWS}) AS n(i);
    INSERT INTO item (id, job, created, site_no, rev, run, status, is_deleted, platform, document)
      SELECT i, i, 1, 1, 1, 1, 2, false, 'x', '{}' FROM generate_series(1, ${ROWS}) AS n(i);
    INSERT INTO job (id, item, deadline, site_no, run, status, document)
      SELECT i, i, 1, 1, 1, 3, '{}' FROM generate_series(1, ${ROWS}) AS n(i);
    INSERT INTO decision (id, item, site_no, document)
      SELECT i, i, 1, '{}' FROM generate_series(1, ${ROWS}) AS n(i);
    ANALYZE`);
  const found = [];
  for (const { text } of written) found.push(...passesOver(await planTreeOf(text)));
  assert.deepEqual(found, []);
});
