import assert from "node:assert/strict";
import { test } from "node:test";
import { type CustomOptions, defineCustom, InvalidContractError } from "../src/index.ts";

const nowMs = 1_705_745_400_678;
const event = { id: "evt_1", type: "a.b", createdAt: "2024-01-20T10:10:00Z", data: '{"a":1}', deliveryId: "del_1" };

test("an envelope is the template with its placeholders filled", () => {
  const { envelope } = defineCustom({
    envelope: {
      kind: "{{type}}",
      ref: "{{id}}/{{delivery_id}}",
      when: ["{{created_at}}", "{{created_at_s}}", "{{created_at_ms}}"],
      fixed: { 10: null, yes: true, half: 0.5, quote: '"' },
      payload: "{{data}}",
    },
  });
  assert.equal(
    envelope(event),
    '{"kind":"a.b","ref":"evt_1/del_1","when":["2024-01-20T10:10:00Z",1705745400,1705745400000],"fixed":{"10":null,"yes":true,"half":0.5,"quote":"\\""},"payload":{"a":1}}',
  );
});

test("the data alone can be the body", () => {
  assert.equal(defineCustom({ envelope: "{{data}}" }).envelope(event), event.data);
});

test("headers, signature, timestamp and id are as the options say", () => {
  const { sign, headerNames } = defineCustom({
    headers: { "X-Topic": "topic={{type}}", "X-Api-Key": "k" },
    signature: {
      header: "X-Sig",
      algorithm: "sha512",
      encoding: "base64",
      prefix: "v0=",
      signed: "{{id}}.{{timestamp}}.{{body}}",
    },
    timestamp: { header: "X-Time", unit: "ms" },
    id: { header: "X-Id" },
  });
  const headers = sign({ event, body: "{}", secrets: ["s"], nowMs });
  assert.deepEqual(Object.keys(headers).sort(), [...headerNames].sort());
  assert.match(headers["X-Sig"]!, /^v0=[A-Za-z0-9+/]{86}==$/);
  assert.equal(headers["X-Time"], "1705745400678");
  assert.equal(headers["X-Id"], "evt_1");
  assert.equal(headers["X-Topic"], "topic=a.b");
});

test("a policy is generic's but for what the options say", () => {
  const { policy } = defineCustom({
    policy: {
      retry_schedule: [0, 1, 2.5],
      timeout_ms: 500,
      ordering: "key",
      is_jittered: true,
      after_last: "dead_letter",
    },
  });
  assert.deepEqual(policy, {
    schedule: [0, 1, 2.5],
    timeoutMs: 500,
    ordering: "key",
    isJittered: true,
    honoursRetryAfter: true,
    disablesOn410: false,
    afterLast: "dead_letter",
  });
});

test("with its own tolerance a timestamp is checked against that", () => {
  const { sign, verify } = defineCustom({ timestamp: { header: "X-Time", tolerance_seconds: 0 } });
  const headers = sign({ event, body: "{}", secrets: ["s"], nowMs });
  assert.ok(verify({ headers, body: "{}", secrets: "s", nowMs }).ok);
  assert.ok(!verify({ headers, body: "{}", secrets: "s", nowMs: nowMs + 1000 }).ok);
});

test("without a signature only its headers are sent, and nothing verifies", () => {
  const { sign, verify, explain } = defineCustom({ signature: null, headers: { "X-Topic": "{{type}}" } });
  assert.deepEqual(sign({ event, body: "{}", secrets: [], nowMs }), { "X-Topic": "a.b" });
  const input = { headers: {}, body: "{}", secrets: "s", nowMs };
  assert.equal(explain(input).reason, "unsigned_contract");
  assert.ok(!verify(input).ok);
});

test("options are read as JSON has them", () => {
  const options = JSON.parse('{"envelope":{"__proto__":"{{id}}","toString":"{{data}}"}}');
  assert.equal(defineCustom(options).envelope(event), '{"__proto__":"evt_1","toString":{"a":1}}');
});

test("a contract may imitate Standard Webhooks, and read a signature out of Authorization", () => {
  const { headerNames } = defineCustom({
    signature: { header: "webhook-signature", signed: "{{id}}.{{timestamp}}.{{body}}" },
    timestamp: { header: "webhook-timestamp" },
    id: { header: "webhook-id" },
  });
  assert.deepEqual(headerNames, ["webhook-signature", "webhook-timestamp", "webhook-id"]);
  assert.deepEqual(defineCustom({ signature: { header: "Authorization", prefix: "HMAC " } }).headerNames, [
    "Authorization",
  ]);
});

const refused: [options: unknown, path: string][] = [
  [null, ""],
  [[], ""],
  [{ signatures: {} }, "signatures"],
  [{ signature: { headers: "X" } }, "signature.headers"],
  [{ signature: { header: "X Y" } }, "signature.header"],
  [{ signature: { header: "Content-Length" } }, "signature.header"],
  [{ signature: { header: "X-Tabellary-Sequence" } }, "signature.header"],
  [{ timestamp: { header: "Via" } }, "timestamp.header"],
  [{ id: { header: "User-Agent" } }, "id.header"],
  [{ headers: { "content-TYPE": "text/plain" } }, "headers.content-TYPE"],
  [{ headers: { "Content-Encoding": "gzip" } }, "headers.Content-Encoding"],
  [{ headers: { "Proxy-Authorization": "Basic x" } }, "headers.Proxy-Authorization"],
  [{ signature: { algorithm: "md5" } }, "signature.algorithm"],
  [{ signature: { encoding: "HEX" } }, "signature.encoding"],
  [{ signature: { prefix: "ä" } }, "signature.prefix"],
  [{ signature: { signed: "{{timestamp}}" } }, "signature.signed"],
  [{ signature: { signed: "{{body}}{{body}}" } }, "signature.signed"],
  [{ signature: { signed: "{{body}}{{secret}}" } }, "signature.signed"],
  [{ signature: { signed: "{{timestamp}}.{{body}}" } }, "signature.signed"],
  [{ signature: { signed: "{{id}}.{{body}}" } }, "signature.signed"],
  [{ signature: null, timestamp: { header: "X-Time" } }, "timestamp"],
  [{ signature: null, id: { header: "X-Id" } }, "id"],
  [{ timestamp: {} }, "timestamp.header"],
  [{ timestamp: { header: "X-Time", unit: "us" } }, "timestamp.unit"],
  [{ timestamp: { header: "X-Time", tolerance_seconds: -1 } }, "timestamp.tolerance_seconds"],
  [{ timestamp: { header: "x-signature" } }, "timestamp.header"],
  [{ timestamp: { header: "X-A" }, id: { header: "x-a" } }, "id.header"],
  [{ headers: { "X-SIGNATURE": "a" } }, "headers.X-SIGNATURE"],
  [{ headers: { "X-A": "a", "x-a": "b" } }, "headers.x-a"],
  [{ headers: { "X-A": "a\r\nb" } }, "headers.X-A"],
  [{ headers: { "X-A": "{{data}}" } }, "headers.X-A"],
  [{ headers: ["X-A"] }, "headers"],
  [{ envelope: "{{id}}" }, "envelope"],
  [{ envelope: ["{{data}}"] }, "envelope"],
  [{ envelope: { a: "x{{data}}" } }, "envelope.a"],
  [{ envelope: { a: { b: "{{secret}}" } } }, "envelope.a.b"],
  [{ envelope: { "{{id}}": 1 } }, "envelope.{{id}}"],
  [{ envelope: { a: Number.NaN } }, "envelope.a"],
  [{ envelope: { a: undefined } }, "envelope.a"],
  [{ envelope: { a: "\ud83d" } }, "envelope.a"],
  [{ policy: { schedule: [0] } }, "policy.schedule"],
  [{ policy: { retry_schedule: [] } }, "policy.retry_schedule"],
  [{ policy: { retry_schedule: [0, -1] } }, "policy.retry_schedule.1"],
  [{ policy: { timeout_ms: 0 } }, "policy.timeout_ms"],
  [{ policy: { ordering: "strict" } }, "policy.ordering"],
  [{ policy: { is_jittered: 1 } }, "policy.is_jittered"],
  [{ title: 7 }, "title"],
];
for (const [options, path] of refused) {
  test(`${JSON.stringify(options)} is refused at "${path}"`, () => {
    assert.throws(
      () => defineCustom(options as CustomOptions),
      (error) =>
        error instanceof InvalidContractError &&
        error.code === "invalid_contract" &&
        error.path === path &&
        error.message.endsWith("."),
    );
  });
}
