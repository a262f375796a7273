import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Entry, Result } from "../../src/store/journal-entry.ts";
import { packEntries, packResults, unpackEntries, unpackResults } from "../../src/store/sqlite/wire.ts";

const int = fc.nat();
const big = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });
const text = fc.string({ unit: "grapheme" });
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const node = fc.record({ no: int, epoch: int });
const bytes = fc.uint8Array({ maxLength: 20 });
const end = fc.constantFrom("success", "failed", "cancelled");

const target = fc.record({ webhookNo: int, rev: int, due: int, isClaimed: fc.boolean(), laneKey: orNull(big) });
const event = fc.record({
  seq: big,
  siteNo: int,
  type: text,
  orderingKey: orNull(text),
  externalId: orNull(text),
  occurredAt: orNull(int),
  payload: text,
  messageSeq: orNull(big),
  targets: fc.array(target, { maxLength: 3 }),
});
const events = fc.array(event, { maxLength: 3 });
const timings = fc.record(
  { dns_ms: fc.double(), connect_ms: int, tls_ms: int, first_byte_ms: int, total_ms: int, repeated: fc.constant(true) },
  { requiredKeys: ["total_ms"] },
);
const attempt = fc.record({
  seq: big,
  deliverySeq: big,
  number: int,
  rev: int,
  startedAt: int,
  durationMs: int,
  statusCode: orNull(int),
  failure: orNull(fc.constantFrom("http_status", "timeout")),
  message: orNull(text),
  timings,
  requestHeaders: fc.dictionary(text, text, { noNullPrototype: true }),
  responseHeaders: orNull(fc.array(fc.tuple(text, text))),
  responseBody: orNull(bytes),
  isResponseCut: fc.boolean(),
});
const outcome = fc.oneof(
  fc.record({ kind: fc.constant("retry"), due: int }),
  fc.record({ kind: fc.constant("end"), status: end, endedAt: int }),
);
const answered = fc.record({ siteNo: int, keyHash: bytes, bodyHash: bytes, answer: text });

const message = fc.record({
  seq: big,
  sourceNo: int,
  origin: fc.constantFrom("request", "poll"),
  verdict: fc.constantFrom("accepted", "rejected"),
  reason: orNull(text),
  detail: orNull(text),
  method: text,
  query: text,
  headers: fc.array(fc.tuple(text, text), { maxLength: 3 }),
  remoteAddress: orNull(text),
  body: bytes,
  isBodyCut: fc.boolean(),
  replayOf: orNull(big),
});
const carried = fc.array(fc.record({ target, among: fc.array(int, { maxLength: 3 }) }), { maxLength: 2 });

/** It goes as it is. */
const moderation = fc.record({
  items: fc.array(
    fc.record({
      item: fc.record({ id: big, metadata: fc.dictionary(text, text, { noNullPrototype: true }) }),
      rev: orNull(int),
    }),
    { maxLength: 2 },
  ),
  enforcements: fc.constant([]),
});

const entry = fc.oneof(
  fc.record({ kind: fc.constant("receive"), version: int, message, events, carried, now: int, node }),
  fc.record({ kind: fc.constant("accept"), version: int, events, idempotency: orNull(answered), now: int, node }),
  fc.record({
    kind: fc.constant("settle"),
    webhookNo: int,
    seq: big,
    type: text,
    laneKey: orNull(big),
    attempt: orNull(attempt),
    outcome,
    health: orNull(fc.constantFrom("healthy", "failing")),
    events,
    version: int,
    now: int,
    node,
  }),
  fc.record({
    kind: fc.constant("accept"),
    version: int,
    events,
    idempotency: fc.constant(null),
    moderation,
    now: int,
    node,
  }),
  fc.record({
    kind: fc.constant("settle"),
    webhookNo: int,
    seq: big,
    attempt: orNull(attempt),
    outcome,
    events,
    moderation,
    node,
  }),
  fc.record({ kind: fc.constantFrom("cancel", "retry"), seq: big, webhookNo: int, now: int }),
) as fc.Arbitrary<Entry>;

const ticket = orNull(fc.record({ laneSeq: int, isOwned: fc.boolean(), isHead: fc.boolean() }));
const tickets = fc.array(fc.array(ticket, { maxLength: 3 }), { maxLength: 3 });
const fate = fc.oneof(
  fc.record({
    kind: fc.constant("accepted"),
    carried: fc.array(int, { maxLength: 2 }),
    tickets: fc.array(ticket, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("duplicate"), eventSeq: big }),
);
const result = fc.oneof(
  fc.record({ kind: fc.constant("received"), fates: fc.array(fate, { maxLength: 3 }) }),
  fc.record({ kind: fc.constant("accepted"), tickets }),
  fc.record({ kind: fc.constant("settled"), ended: orNull(end), isMoreInLane: fc.boolean(), tickets }),
  fc.record({ kind: fc.constant("refused"), message: text }),
  fc.record({ kind: fc.constantFrom("lost", "stale", "moved") }),
) as fc.Arbitrary<Result>;

test("entries arrive in the other thread as they were", () => {
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      assert.deepEqual(unpackEntries(structuredClone(packEntries(entries))), structuredClone(entries));
    }),
  );
});

test("results come back as they were", () => {
  fc.assert(
    fc.property(fc.array(result), (results) => {
      assert.deepEqual(unpackResults(structuredClone(packResults(results))), structuredClone(results));
    }),
  );
});

test("bodies are cloned without what lies beside them in memory", () => {
  const pool = Buffer.alloc(1_000_000);
  const message = { ...MESSAGE, body: pool.subarray(10, 20) };
  const node = { no: 1, epoch: 1 };
  const entry: Entry = { kind: "receive", version: 1, message, events: [], carried: [], now: 1, node };
  const wire = packEntries([entry, entry]);
  const bytes = wire.filter((part) => part instanceof Uint8Array);
  assert.deepEqual(
    bytes.map(({ buffer }) => buffer.byteLength),
    [20],
  );
});

const MESSAGE = {
  seq: 1n,
  sourceNo: 1,
  origin: "request",
  verdict: "rejected",
  reason: null,
  detail: null,
  method: "POST",
  query: "",
  headers: [],
  remoteAddress: null,
  isBodyCut: false,
  replayOf: null,
} as const;
