import assert from "node:assert/strict";
import { test } from "node:test";
import { type ContractEvent, contracts, getContract, UnknownContractError } from "../src/index.ts";

const event: ContractEvent = {
  id: "evt_0abc",
  type: "media.moderated",
  createdAt: "2024-01-20T10:30:00Z",
  data: '{"platform":"twitter","media_id":"media_456"}',
  deliveryId: "del_0xyz",
};
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const nowMs = 1_705_745_400_678;

const minutes = (count: number) => count * 60;
const hours = (count: number) => count * 3600;
const off = { isJittered: false, honoursRetryAfter: false, disablesOn410: false };

interface Row {
  schedule: number[];
  timeoutMs: number;
  ordering?: "webhook";
  afterLast?: "dead_letter";
  flags: { isJittered: boolean; honoursRetryAfter: boolean; disablesOn410: boolean };
  body: string;
  headers: Record<string, RegExp>;
}

const hex = /^[0-9a-f]{64}$/;
const v1 = /^v1,[A-Za-z0-9+/]{43}=$/;
const standardHeaders = { "webhook-id": /^evt_0abc$/, "webhook-timestamp": /^1705745400$/, "webhook-signature": v1 };

const rows: Record<string, Row> = {
  pixelpatrol: {
    schedule: [0, minutes(1), minutes(5), minutes(30), hours(2)],
    timeoutMs: 30_000,
    ordering: "webhook",
    afterLast: "dead_letter",
    flags: off,
    body: `{"id":"evt_0abc","event":"media.moderated","created_at":"2024-01-20T10:30:00Z","data":${event.data}}`,
    headers: {
      "X-PixelPatrol-Signature": hex,
      "X-PixelPatrol-Timestamp": /^1705745400678$/,
      "X-PixelPatrol-Event": /^media\.moderated$/,
    },
  },
  generic: {
    schedule: [0, 30, minutes(5), minutes(30), hours(2)],
    timeoutMs: 15_000,
    flags: { ...off, honoursRetryAfter: true },
    body: `{"id":"evt_0abc","type":"media.moderated","created_at":"2024-01-20T10:30:00Z","data":${event.data}}`,
    headers: { "X-Webhook-Signature": hex, ...standardHeaders },
  },
  omnifence: { schedule: [0], timeoutMs: 10_000, flags: off, body: event.data, headers: {} },
  "omnifence-signed": {
    schedule: [0, 5, 30, ...[1, 2, 5, 10, 15, 30].map(minutes), ...[1, 1, 2].map(hours)],
    timeoutMs: 10_000,
    flags: off,
    body: '{"platform":"twitter","media_id":"media_456","delivery_id":"del_0xyz"}',
    headers: { ...standardHeaders, "X-Omnifence-Delivery-Id": /^del_0xyz$/ },
  },
  "moderation-ai": {
    schedule: [0, 5, 5, 5],
    timeoutMs: 30_000,
    flags: off,
    body: `{"event_id":"evt_0abc","event_type":"media.moderated","timestamp":"2024-01-20T10:30:00Z","platform":"twitter","data":${event.data}}`,
    headers: { "X-Signature": hex, "X-Timestamp": /^1705745400$/ },
  },
  standard: {
    schedule: [0, 5, minutes(5), minutes(30), ...[2, 5, 10, 14, 20, 24].map(hours)],
    timeoutMs: 15_000,
    flags: { isJittered: true, honoursRetryAfter: true, disablesOn410: true },
    body: `{"type":"media.moderated","timestamp":"2024-01-20T10:30:00Z","data":${event.data}}`,
    headers: standardHeaders,
  },
  stripe: {
    schedule: [0, minutes(1), minutes(5), minutes(30), ...[2, 5, 10, 18, 24].map(hours)],
    timeoutMs: 20_000,
    flags: { isJittered: true, honoursRetryAfter: true, disablesOn410: false },
    body: `{"id":"evt_0abc","object":"event","created":1705746600,"type":"media.moderated","data":{"object":${event.data}}}`,
    headers: { "Stripe-Signature": /^t=1705745400,v1=[0-9a-f]{64}$/ },
  },
  github: {
    schedule: [0],
    timeoutMs: 10_000,
    flags: off,
    body: event.data,
    headers: {
      "X-Hub-Signature-256": /^sha256=[0-9a-f]{64}$/,
      "X-GitHub-Event": /^media\.moderated$/,
      "X-GitHub-Delivery": /^del_0xyz$/,
    },
  },
  "pass-through": {
    schedule: [0, 30, minutes(5), minutes(30), hours(2)],
    timeoutMs: 15_000,
    flags: { ...off, honoursRetryAfter: true },
    body: event.data,
    headers: { "X-Webhook-Signature": hex, ...standardHeaders },
  },
  custom: {
    schedule: [0, 30, minutes(5), minutes(30), hours(2)],
    timeoutMs: 15_000,
    flags: { ...off, honoursRetryAfter: true },
    body: `{"id":"evt_0abc","type":"media.moderated","created_at":"2024-01-20T10:30:00Z","data":${event.data}}`,
    headers: { "X-Signature": hex },
  },
};

test("the contracts are the ten of the table, in its order", () => {
  assert.deepEqual(
    contracts.map((contract) => contract.name),
    Object.keys(rows),
  );
});

for (const [name, row] of Object.entries(rows)) {
  const contract = getContract(name);

  test(`${name} has the policy of its row`, () => {
    const { schedule, timeoutMs, ordering = "none", afterLast = "failed", flags } = row;
    assert.deepEqual(contract.policy, { schedule, timeoutMs, ordering, afterLast, ...flags });
  });

  test(`${name} has the envelope of its row`, () => {
    assert.equal(contract.envelope(event), row.body);
  });

  test(`${name} sends the headers of its row, and lists them`, () => {
    const headers = contract.sign({ event, body: row.body, secrets: [secret], nowMs });
    assert.deepEqual(Object.keys(headers).sort(), Object.keys(row.headers).sort());
    assert.deepEqual([...contract.headerNames].sort(), Object.keys(row.headers).sort());
    for (const [header, shape] of Object.entries(row.headers)) assert.match(headers[header]!, shape);
    for (const header of contract.signatureHeaders) assert.ok(header in headers);
  });

  test(`${name} makes a secret that it accepts itself`, () => {
    const made = contract.generateSecret(Uint8Array.from({ length: 32 }, (_, i) => i));
    assert.equal(made, secret);
    assert.equal(contract.checkSecret(made), undefined);
  });
}

test("a contract that does not exist is refused with the names of those that do", () => {
  assert.throws(
    () => getContract("pixel-patrol"),
    (error) =>
      error instanceof UnknownContractError &&
      error.code === "unknown_contract" &&
      contracts.every(({ name }) => error.message.includes(name)),
  );
  assert.throws(() => getContract("__proto__"), UnknownContractError);
});

test("omnifence-signed tells of a job without its categories, and leaves those of any other event", () => {
  const { envelope } = getContract("omnifence-signed");
  const data = '{"job_id":"job_1","categories":{"custom":{}},"reason":"\\"categories\\":"}';
  const bare = '{"job_id":"job_1","reason":"\\"categories\\":","delivery_id":"del_1"}';
  const told = (type: string, data: string) => envelope({ ...event, type, data, deliveryId: "del_1" });
  assert.equal(told("job.completed", data), bare);
  assert.equal(told("job.failed", '{"job_id":"job_1"}'), '{"job_id":"job_1","delivery_id":"del_1"}');
  assert.equal(told("photo.sorted", '{"categories":[1]}'), '{"categories":[1],"delivery_id":"del_1"}');
});

test("omnifence-signed puts its delivery id into empty data, and in place of one that is there", () => {
  const { envelope } = getContract("omnifence-signed");
  assert.equal(envelope({ ...event, data: "{}" }), '{"delivery_id":"del_0xyz"}');
  assert.equal(envelope({ ...event, data: '{"delivery_id":"wh_1","a":1}' }), '{"delivery_id":"del_0xyz","a":1}');
  assert.equal(
    envelope({ ...event, data: '{"deep":{"delivery_id":"wh_1"}}' }),
    '{"deep":{"delivery_id":"wh_1"},"delivery_id":"del_0xyz"}',
  );
});

test("moderation-ai finds the platform wherever it stands in the data, and says null when there is none", () => {
  const platformOf = (data: string) => JSON.parse(getContract("moderation-ai").envelope({ ...event, data })).platform;
  assert.equal(platformOf('{"platform":"reddit"}'), "reddit");
  assert.equal(platformOf('{"a":1,"platform":"reddit"}'), "reddit");
  assert.equal(platformOf('{"platform":"a\\"b"}'), 'a"b');
  assert.equal(platformOf('{"deep":{"platform":"reddit"}}'), null);
  assert.equal(platformOf('{"platform":7}'), null);
  assert.equal(platformOf("{}"), null);
});
