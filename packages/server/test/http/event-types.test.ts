import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";

const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  required: ["id"],
  properties: { id: { type: "string", pattern: "^user_[0-9]+$" }, mail: { type: "string", format: "email" } },
};

test("an event type is registered, read, replaced and forgotten", async (t) => {
  const { call } = await openHub(t);
  const made = await call("PUT", "/v1/event-types/user.created", { description: "joined", schema: SCHEMA });
  assert.equal(made.status, 201);
  const { created_at, ...rest } = made.body;
  assert.deepEqual(rest, { name: "user.created", description: "joined", schema: SCHEMA });
  assert.deepEqual((await call("GET", "/v1/event-types/user.created")).body, made.body);
  const replaced = await call("PUT", "/v1/event-types/user.created", {});
  assert.deepEqual([replaced.status, replaced.body.schema, replaced.body.created_at], [200, null, created_at]);
  assert.equal((await call("DELETE", "/v1/event-types/user.created")).status, 204);
  assert.equal((await call("GET", "/v1/event-types/user.created")).status, 404);
  assert.equal((await call("DELETE", "/v1/event-types/user.created")).status, 404);
});

test("event types are listed page by page", async (t) => {
  const { call } = await openHub(t);
  for (const name of ["a", "b", "c"]) await call("PUT", `/v1/event-types/${name}`, {});
  const first = (await call("GET", "/v1/event-types?limit=2")).body;
  const second = (await call("GET", `/v1/event-types?limit=2&cursor=${first.next_cursor}`)).body;
  const names = [...first.event_types, ...second.event_types].map((type: { name: string }) => type.name);
  assert.deepEqual(names.sort(), ["a", "b", "c"]);
  assert.equal((await call("GET", "/v1/event-types?cursor=nonsense")).body.code, "invalid_cursor");
});

test("an event that does not fit its type's schema is refused with the path, in a batch too", async (t) => {
  const { call } = await openHub(t);
  await call("PUT", "/v1/event-types/user.created", { schema: SCHEMA });
  const send = (data: object) => call("POST", "/v1/events", { type: "user.created", data });
  assert.equal((await send({ id: "user_1", mail: "a@example.com" })).status, 202);
  const wrong: [object, string][] = [
    [{}, "/data/id"],
    [{ id: 7 }, "/data/id"],
    [{ id: "USER_1" }, "/data/id"],
    [{ id: "user_1", mail: "nobody" }, "/data/mail"],
  ];
  for (const [data, path] of wrong) {
    const { body } = await send(data);
    assert.deepEqual([body.code, body.errors[0].path], ["schema_violation", path]);
  }
  const events = [
    { type: "x", data: {} },
    { type: "user.created", data: {} },
  ];
  assert.equal((await call("POST", "/v1/events/batch", { events })).body.errors[0].path, "/events/1/data/id");
  assert.equal((await call("GET", "/v1/events")).body.events.length, 1);
});

test("a schema's own oddities do not break the sentence about them", async (t) => {
  const { call } = await openHub(t);
  const names = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`name ${i}`, {}]));
  const odd = [
    { enum: [{ toString: 1 }, null] },
    { properties: names, additionalProperties: false },
    { propertyNames: { maxLength: 0 } },
    { not: {} },
    JSON.parse('{"if":{},"then":false}'),
    { dependentRequired: { x: ["y"] } },
    { minProperties: 5 },
    { contains: {}, properties: { x: { const: { toString: 1 } } } },
  ];
  for (const [i, schema] of odd.entries()) {
    await call("PUT", `/v1/event-types/odd.${i}`, { schema });
    const { status, body } = await call("POST", "/v1/events", { type: `odd.${i}`, data: { x: 1 } });
    assert.equal(status, 422, `${i}`);
    assert.ok(body.detail.length < 1_000);
  }
});

test("a replaced schema holds from then on", async (t) => {
  const { call } = await openHub(t);
  const event = { type: "user.created", data: {} };
  await call("PUT", "/v1/event-types/user.created", { schema: SCHEMA });
  assert.equal((await call("POST", "/v1/events", event)).status, 422);
  await call("PUT", "/v1/event-types/user.created", { schema: { maxProperties: 3 } });
  assert.equal((await call("POST", "/v1/events", event)).status, 202);
});

test("a schema that cannot be used is refused when it is registered", async (t) => {
  const { call } = await openHub(t);
  const wrong = [
    { type: "nonsense" },
    { type: 7 },
    { properties: { a: { pattern: "(" } } },
    { properties: { a: { pattern: "(?=lookahead)" } } },
    { $ref: "https://example.com/schema.json" },
    { $ref: "#/$defs/missing" },
    { description: "x".repeat(65_536) },
  ];
  for (const schema of wrong) {
    const { status, body } = await call("PUT", "/v1/event-types/a", { schema });
    assert.deepEqual(
      [status, body.code, body.errors[0].path],
      [422, "schema_violation", "/schema"],
      JSON.stringify(schema),
    );
  }
  assert.equal((await call("GET", "/v1/event-types/a")).status, 404);
  for (const name of ["test.webhook", "a%20b", ".a", "delivery.exhausted"]) {
    assert.equal((await call("PUT", `/v1/event-types/${name}`, {})).body.errors[0].path, "name", name);
  }
});

test("no schema takes long to be registered", async (t) => {
  const { call } = await openHub(t);
  const many = (count: number, one: (i: number) => object) => Array.from({ length: count }, (_, i) => one(i));
  const patterns = Object.fromEntries(Array.from({ length: 2_500 }, (_, i) => [`^a${i}`, { contains: {} }]));
  const heavy = [
    { patternProperties: patterns },
    { allOf: many(3_900, () => ({ contains: {} })) },
    { allOf: many(1_800, (i) => ({ patternProperties: { [`^${i}`]: {} } })) },
  ];
  for (const [i, schema] of heavy.entries()) {
    const spent = stopwatch();
    const { status, body } = await call("PUT", "/v1/event-types/a", { schema });
    assert.ok(spent() < 2_000, `${i} took ${spent()} ms`);
    assert.deepEqual([status, body.errors?.[0].path], [422, "/schema"], `${i}`);
  }
  const { body } = await call("PUT", "/v1/event-types/a", { schema: heavy[0] });
  assert.match(body.detail, /over 250 ms to compile; make it simpler/);
});

test("two schemas may bear one $id, and a schema may refer to itself", async (t) => {
  const { call } = await openHub(t);
  const schema = {
    $id: "https://example.com/tree",
    type: "object",
    properties: { child: { $ref: "#" } },
    additionalProperties: false,
  };
  for (const name of ["a", "b", "a"])
    assert.ok((await call("PUT", `/v1/event-types/${name}`, { schema })).status < 300);
  const send = (data: object) => call("POST", "/v1/events", { type: "a", data });
  assert.equal((await send({ child: { child: {} } })).status, 202);
  assert.equal((await send({ child: { child: { x: 1 } } })).body.errors[0].path, "/data/child/child/x");
});

test("no pattern, list or recursion of a schema stalls the hub", async (t) => {
  const { call } = await openHub(t);
  const evil: [object, object][] = [
    [{ properties: { s: { pattern: "^(a+)+$" } } }, { s: `${"a".repeat(50_000)}!` }],
    [{ properties: { s: { pattern: "(.*)*(.*)*x$" } } }, { s: "a".repeat(5_000) }],
    [{ properties: { s: { format: "email" } } }, { s: `${"a.".repeat(30_000)}@` }],
    [{ properties: { l: { uniqueItems: true } } }, { l: Array.from({ length: 5_000 }, (_, i) => ({ i: i % 4_999 })) }],
    [{ allOf: [{ $ref: "#" }] }, {}],
    [doubling(40), { a: 1 }],
    [
      {
        $defs: { n: { properties: { c: { allOf: [{ $ref: "#/$defs/n" }, { $ref: "#/$defs/n" }] } } } },
        $ref: "#/$defs/n",
      },
      JSON.parse(`${'{"c":'.repeat(50)}1${"}".repeat(50)}`),
    ],
  ];
  for (const [i, [schema, data]] of evil.entries()) {
    const put = await call("PUT", `/v1/event-types/evil.${i}`, { schema });
    assert.ok(put.status < 300, put.text);
    const spent = stopwatch();
    const { status } = await call("POST", "/v1/events", { type: `evil.${i}`, data });
    assert.equal(status, 422, `${i}`);
    assert.ok(spent() < 3_000, `${i} took ${spent()} ms`);
  }
});

test("a batch has one time limit for all its checks, and others are served meanwhile", async (t) => {
  const { call } = await openHub(t);
  const again = { properties: { c: { $ref: "#/$defs/twice" } } };
  const twice = { type: "object", anyOf: [again, again] };
  await call("PUT", "/v1/event-types/evil", { schema: { $defs: { twice }, anyOf: [{ $ref: "#/$defs/twice" }, {}] } });
  await call("PUT", "/v1/event-types/tree", { schema: { properties: { c: { $ref: "#" } }, type: "object" } });
  const nested = (depth: number) => JSON.parse(`${'{"c":'.repeat(depth)}1${"}".repeat(depth)}`);
  const evil = Array.from({ length: 100 }, () => ({ type: "evil", data: nested(17) }));
  const spent = stopwatch();
  const { status, body } = await call("POST", "/v1/events/batch", { events: [{ type: "free", data: {} }, ...evil] });
  assert.ok(spent() < 3_000, `took ${spent()} ms`);
  assert.deepEqual([status, body.code], [422, "schema_violation"]);
  assert.match(body.errors[0].path, /^\/events\/[1-9]\d*\/data$/);
  assert.match(body.detail, /fewer events/);

  let longest = 0;
  const whole = stopwatch();
  let last = stopwatch();
  const look = () => {
    longest = Math.max(longest, last());
    last = stopwatch();
    looking = setImmediate(look);
  };
  let looking = setImmediate(look);
  const events = Array.from({ length: 1_000 }, () => ({ type: "tree", data: { c: { c: {} } } }));
  assert.equal((await call("POST", "/v1/events/batch", { events })).status, 202);
  clearImmediate(looking);
  const took = whole();
  assert.ok(longest < took / 2, `of ${took} ms, ${longest} in one stretch`);
});

/** Milliseconds that this thread has had of a processor since: they tell nothing of what else the machine does. */
function stopwatch(): () => number {
  const start = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1_000;
  };
}

/** Each level asks the next one twice: 2^levels checks. */
function doubling(levels: number): object {
  const defs: Record<string, object> = { [`d${levels}`]: { type: "string" } };
  for (let i = 0; i < levels; i++) {
    const next = { $ref: `#/$defs/d${i + 1}` };
    defs[`d${i}`] = { anyOf: [next, next] };
  }
  return { $defs: defs, $ref: "#/$defs/d0" };
}

test("an example is held to a schema that is not registered, and nothing is kept of either", async (t) => {
  const { call } = await openHub(t);
  const attempt = (body: object) => call("POST", "/v1/event-types/try", body);
  assert.deepEqual((await attempt({ schema: SCHEMA })).body, { is_valid: true, errors: [] });
  assert.deepEqual((await attempt({ schema: SCHEMA, data: { id: "user_1" } })).body, { is_valid: true, errors: [] });
  const refused = (await attempt({ schema: SCHEMA, data: { id: "USER_1", mail: "a@example.com" } })).body;
  assert.deepEqual([refused.is_valid, refused.errors[0].path], [false, "/data/id"]);
  const broken = await attempt({ schema: { type: "nothing" }, data: {} });
  assert.deepEqual([broken.body.code, broken.body.errors[0].path], ["schema_violation", "/schema"]);
  const endless = await attempt({ schema: { $ref: "#" }, data: {} });
  assert.deepEqual([endless.status, endless.body.is_valid], [200, false]);
  assert.deepEqual((await call("GET", "/v1/event-types")).body.event_types, []);
  assert.deepEqual((await call("GET", "/v1/events")).body.events, []);
});
