import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { normalise, platforms, type RequestInput, receive, verify } from "../../src/index.ts";
import { now, SIGN, secret } from "./genuine.ts";

const signing = platforms.filter(({ name }) => SIGN[name] !== undefined);
const noFetch = () => Promise.reject(new Error("nothing is fetched here"));

for (const { name: platform } of signing) {
  const sign = SIGN[platform]!;

  test(`${platform} takes what is genuine, by any of the secrets`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (body) => {
        const request = { platform, secret: ["another", secret], headers: sign(body), body, now };
        assert.equal((await verify(request)).ok, true);
      }),
      { numRuns: 50 },
    );
  });

  test(`${platform} refuses a body with one bit flipped`, async () => {
    const flips = fc.record({ body: fc.uint8Array({ minLength: 1 }), at: fc.nat(), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(flips, async ({ body, at, bit }) => {
        const flipped = body.with(at % body.length, body[at % body.length]! ^ (1 << bit));
        const verdict = await verify({ platform, secret, headers: sign(body), body: flipped, now });
        assert.equal(verdict.ok ? "taken" : verdict.reason, "signature_mismatch");
      }),
      { numRuns: 100 },
    );
  });

  test(`${platform} takes nothing without a secret`, async () => {
    const body = new Uint8Array();
    for (const none of ["", [], [""], {}, { secret: undefined }, undefined, null, [undefined]]) {
      const headers = sign(body);
      const verdict = await verify({ platform, secret: none as RequestInput["secret"], headers, body, now });
      assert.equal(verdict.ok, false, JSON.stringify(none));
    }
  });

  test(`${platform} makes events of genuine JSON of any shape, or calls it unparsable, and answers no 500`, async () => {
    const bodies = fc.oneof(fc.json(), wild()).map((text) => new TextEncoder().encode(text));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bodies, fc.uint8Array()), async (body) => {
        const received = await receive({ platform, secret, headers: sign(body), body, now, fetch: noFetch });
        if (received.kind === "refused") assert.equal(received.refusal.reason, "unparsable");
        if (received.kind !== "events") return;
        for (const event of received.events) {
          assert.ok(event.eventId.length > 0 && event.eventId.length <= 200);
          assert.match(event.eventType, /^[A-Za-z0-9._-]{1,128}$/);
          JSON.stringify(event);
        }
        const request = { platform, secret, headers: sign(body), body, now };
        const again = normalise({ ...request, verdict: await verify(request) });
        assert.ok(again.ok);
        assert.deepEqual(
          again.events.map(({ eventId }) => eventId),
          received.events.map(({ eventId }) => eventId),
        );
      }),
      { numRuns: 300 },
    );
  });
}

test("no platform makes an event without an id or a type of any JSON", () => {
  const names = fc.constantFrom(...platforms.map(({ name }) => name));
  fc.assert(
    fc.property(names, fc.oneof(fc.json(), wild()), (platform, body) => {
      const result = normalise({ platform, headers: {}, body });
      if (!result.ok) return assert.equal(result.reason, "unparsable");
      for (const { eventId, eventType } of result.events) {
        assert.match(eventType, /^[A-Za-z0-9._-]{1,128}$/);
        assert.ok(eventId.length > 0 && eventId.length <= 200);
      }
    }),
    { numRuns: 3000 },
  );
});

test("no platform's verifier throws, nor takes anything, whatever it is given", async () => {
  const names = ["x-hub-signature-256", "x-hub-signature", "authorization", "x-signature", "webhook-signature"];
  const values = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("sha1=", "sha256=", `sha256=${"0".repeat(64)}`, "v1,", "Bearer a.b.c", "Bearer e30.e30.e30"),
    fc.array(fc.string(), { maxLength: 3 }),
    fc.anything(),
  );
  const headers = fc.oneof(
    fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), values),
    fc.array(fc.tuple(fc.constantFrom(...names), values)),
    fc.anything(),
  );
  const requests = fc.record({
    platform: fc.oneof(fc.constantFrom(...platforms.map(({ name }) => name)), fc.anything()),
    secret: fc.oneof(fc.string(), fc.array(fc.string()), fc.anything()),
    headers,
    body: fc.oneof(fc.string(), fc.uint8Array(), fc.anything()),
    now: fc.oneof(fc.constant(now), fc.anything()),
    query: fc.oneof(fc.string(), fc.anything()),
    method: fc.oneof(fc.constantFrom("GET", "POST"), fc.anything()),
    toleranceSeconds: fc.oneof(fc.constant(undefined), fc.double(), fc.anything()),
    fetch: fc.constant(noFetch),
  }) as fc.Arbitrary<RequestInput>;
  await fc.assert(
    fc.asyncProperty(requests, async (request) => {
      if (typeof request.platform === "object" && request.platform !== null) return;
      assert.equal((await verify(request)).ok, false);
      const received = await receive(request);
      assert.notEqual(received.kind, "events");
    }),
    { numRuns: 2000 },
  );
  for (const nothing of [undefined, null, 1, "x"]) {
    assert.equal((await verify(nothing as unknown as RequestInput)).ok, false);
  }
});

/** Near to what platforms send, and wrong in places. */
function wild(): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    fc.anything({ maxDepth: 1 }),
    fc.constantFrom("1", 1, "comment.created", "comments", {}, [], null),
  );
  const names = fc.constantFrom(
    ...[
      "data",
      "type",
      "event_type",
      "event_id",
      "platform",
      "comment",
      "id",
      "entry",
      "changes",
      "field",
      "value",
      "from",
    ],
    ...[
      "tweet_create_events",
      "tweet_delete_events",
      "follow_events",
      "user",
      "status",
      "payload",
      "event_uuid",
      "message",
    ],
    ...["snippet", "attributes", "messageId", "post", "target", "action", "media_urls", "includes", "users", "feed"],
    ...[
      "event",
      "events",
      "subscription",
      "channel",
      "subtype",
      "ts",
      "object_kind",
      "object_attributes",
      "noteable_id",
    ],
    ...["media_id", "job_id", "message_id", "broadcaster_user_id", "eventType", "uuid", "lobby_id", "rule_violations"],
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.dictionary(names, tie("node"), { maxKeys: 5 }),
      fc.array(tie("node"), { maxLength: 3 }),
    ),
  }));
  return node.map((value) => {
    try {
      return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? String(one) : one)) ?? "null";
    } catch {
      return "null";
    }
  });
}
