import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contracts, generic, type InboundRequest, passThrough, standard } from "../src/index.ts";

const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const nowMs = 1_705_745_400_678;
const event = {
  id: "evt_0abc",
  type: "comment.created",
  createdAt: "2024-01-20T10:30:00Z",
  data: '{"id":"c1"}',
  deliveryId: "del_0xyz",
};
/** What no text can hold. */
const bytes = Uint8Array.of(0x7b, 0xff, 0xfe, 0x00, 0x7d);

function passOn(headers: InboundRequest["headers"], body = bytes) {
  return passThrough.passOn!({ headers, body });
}

test("a request is passed on with its bytes and the platform's own headers", () => {
  const { body, headers } = passOn([
    ["Content-Type", "application/json; charset=utf-8"],
    ["X-Hub-Signature-256", "sha256=ab"],
    ["X-GitHub-Event", "issue_comment"],
    ["Content-Encoding", "gzip"],
  ]);
  assert.deepEqual(body, bytes);
  assert.deepEqual(headers, {
    "content-type": "application/json; charset=utf-8",
    "x-hub-signature-256": "sha256=ab",
    "x-github-event": "issue_comment",
    "content-encoding": "gzip",
  });
});

test("what was meant for the hub alone stays behind", () => {
  const names = [
    ...["Host", "Connection", "Keep-Alive", "Transfer-Encoding", "TE", "Trailer", "Upgrade", "Expect", "Via"],
    ...["Content-Length", "Accept-Encoding", "Cookie", "Authorization", "Proxy-Authorization", "Proxy-Connection"],
    ...["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP"],
    ...["CDN-Loop", "HTTP2-Settings"],
  ];
  const { headers } = passOn(names.map((name) => [name, "x"] as const));
  assert.deepEqual(headers, { "content-type": "application/octet-stream" });
});

test("what Connection names is meant for the next hop alone", () => {
  const { headers } = passOn([
    ["X-Hop", "1"],
    ["Connection", "keep-alive, x-hop"],
    ["X-Further", "2"],
  ]);
  assert.deepEqual(headers, { "x-further": "2", "content-type": "application/octet-stream" });
});

test("a header that came more than once goes on as a list", () => {
  const { headers } = passOn([
    ["X-Signature", "one"],
    ["x-signature", "two"],
  ]);
  assert.equal(headers["x-signature"], "one, two");
});

test("what has one of our names comes as the original's", () => {
  const { headers } = passOn([
    ["Webhook-Signature", "v1,theirs"],
    ["X-Webhook-Signature", "theirs"],
    ["User-Agent", "GitHub-Hookshot/1"],
    ["X-Tabellary-Sequence", "7"],
  ]);
  assert.deepEqual(headers, {
    "x-original-webhook-signature": "v1,theirs",
    "x-original-x-webhook-signature": "theirs",
    "x-original-user-agent": "GitHub-Hookshot/1",
    "x-original-x-tabellary-sequence": "7",
    "content-type": "application/octet-stream",
  });
});

test("whatever came, generic and standard verify what is passed on, and so does pass-through", () => {
  const names = fc.oneof(
    fc.stringMatching(/^[A-Za-z-]{1,20}$/),
    fc.constantFrom("webhook-id", "Webhook-Signature", "WEBHOOK-TIMESTAMP", "x-webhook-signature", "__proto__"),
  );
  const requests = fc.record({ body: fc.uint8Array(), headers: fc.array(fc.tuple(names, fc.string())) });
  fc.assert(
    fc.property(requests, (request) => {
      const { body, headers } = passThrough.passOn!(request);
      const signed = { ...headers, ...passThrough.sign({ event, body, secrets: [secret], nowMs }) };
      for (const contract of [passThrough, generic, standard]) {
        const verdict = contract.verify({ headers: signed, body, secrets: secret, nowMs });
        assert.equal(verdict.ok && verdict.id, "evt_0abc", contract.name);
      }
    }),
    { numRuns: 200 },
  );
});

test("no other contract passes anything on", () => {
  const those = contracts.filter(({ passOn }) => passOn !== undefined).map(({ name }) => name);
  assert.deepEqual(those, ["pass-through"]);
});
