import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { allowAddresses, GuardOptionError, type HttpRequest, type TrustedProxies } from "../../src/index.ts";

function ask(
  allowedIps: readonly string[],
  {
    from,
    forwarded,
    trustedProxies,
  }: { from?: string; forwarded?: HttpRequest["headers"]; trustedProxies?: TrustedProxies },
): string {
  const request = { method: "POST", path: "/", query: "", headers: forwarded ?? {}, readBody: async () => "" };
  const refusal = allowAddresses(allowedIps, { trustedProxies })({ ...request, remoteAddress: from }, 0);
  return refusal === undefined ? "through" : (refusal as { reason: string }).reason;
}

const listed = ["192.0.2.0/24", "2001:db8::/32"];

test("those of the list come through, in either family, and nobody else", () => {
  for (const from of ["192.0.2.7", "::ffff:192.0.2.7", "2001:db8::9"]) assert.equal(ask(listed, { from }), "through");
  for (const from of ["192.0.3.7", "::ffff:192.0.3.7", "2001:db9::9", "", "nonsense"]) {
    assert.equal(ask(listed, { from }), "ip_not_allowed", from);
  }
});

test("an address that is not known, and an empty list, let nobody through", () => {
  assert.equal(ask(["0.0.0.0/0", "::/0"], {}), "ip_not_allowed");
  assert.equal(ask([], { from: "192.0.2.7" }), "ip_not_allowed");
  assert.equal(ask(["0.0.0.0/0"], { from: "203.0.113.9" }), "through");
});

test("X-Forwarded-For is not looked at unless a proxy is trusted", () => {
  const forwarded = { "x-forwarded-for": "192.0.2.7" };
  assert.equal(ask(listed, { from: "203.0.113.9", forwarded }), "ip_not_allowed");
  assert.equal(ask(listed, { from: "203.0.113.9", forwarded, trustedProxies: ["10.0.0.0/8"] }), "ip_not_allowed");
  assert.equal(ask(listed, { from: "10.0.0.1", forwarded, trustedProxies: ["10.0.0.0/8"] }), "through");
  assert.equal(ask(listed, { from: "10.0.0.1", forwarded, trustedProxies: 1 }), "through");
});

test("behind proxies the sender is whom the outermost trusted one heard from, however the header came", () => {
  const trustedProxies = ["10.0.0.0/8", "2001:db8:ffff::/48"];
  const headers: HttpRequest["headers"][] = [
    { "X-Forwarded-For": "203.0.113.1, 192.0.2.7, 10.0.0.2" },
    { "x-forwarded-for": ["203.0.113.1", "192.0.2.7,10.0.0.2"] },
    [
      ["x-forwarded-for", "203.0.113.1"],
      ["X-Forwarded-For", "192.0.2.7:4711"],
      ["X-Forwarded-For", "[2001:db8:ffff::3]:443"],
    ],
    new Headers([
      ["x-forwarded-for", "203.0.113.1"],
      ["x-forwarded-for", "192.0.2.7, 10.0.0.2"],
    ]),
  ];
  for (const forwarded of headers) {
    assert.equal(ask(listed, { from: "10.0.0.1", forwarded, trustedProxies }), "through");
    assert.equal(ask(listed, { from: "10.0.0.1", forwarded, trustedProxies: 2 }), "through");
    assert.equal(ask(["203.0.113.1"], { from: "10.0.0.1", forwarded, trustedProxies }), "ip_not_allowed");
  }
});

test("where a trusted proxy did not say whom it heard from, nobody is let through in its name", () => {
  const everywhere = ["0.0.0.0/0", "::/0"];
  for (const forwarded of [{}, { "x-forwarded-for": "" }, { "x-forwarded-for": "unknown" }]) {
    assert.equal(ask(everywhere, { from: "10.0.0.1", forwarded, trustedProxies: ["10.0.0.0/8"] }), "ip_not_allowed");
    assert.equal(ask(everywhere, { from: "10.0.0.1", forwarded, trustedProxies: 1 }), "ip_not_allowed");
  }
});

test("whatever a sender writes into X-Forwarded-For, it is judged by the address that the proxy saw", () => {
  const piece = fc.oneof(fc.constantFrom("192.0.2.7", "10.0.0.1", "::1", ""), fc.ipV4(), fc.ipV6(), fc.string());
  const written = fc.array(
    fc.array(piece).map((pieces) => pieces.join(",")),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(written, fc.boolean(), (values, isListed) => {
      const sender = isListed ? "192.0.2.200" : "203.0.113.9";
      const forwarded = { "x-forwarded-for": [...values, sender] };
      for (const trustedProxies of [1, ["10.0.0.0/8"]]) {
        const expected = isListed ? "through" : "ip_not_allowed";
        assert.equal(ask(listed, { from: "10.0.0.1", forwarded, trustedProxies }), expected);
      }
    }),
  );
});

test("a range that is none is named when the handler is made", () => {
  const isNamed = (text: string) => (error: unknown) =>
    error instanceof GuardOptionError && error.code === "guard_option_invalid" && error.message.startsWith(text);
  assert.throws(() => allowAddresses(["192.0.2.0/24", "192.0.2.0/33"]), isNamed('allowedIps[1] is "192.0.2.0/33"'));
  assert.throws(() => allowAddresses([], { trustedProxies: ["proxy"] }), isNamed('trustedProxies[0] is "proxy"'));
  assert.throws(() => allowAddresses([], { trustedProxies: -1 }), isNamed("trustedProxies is -1"));
});
