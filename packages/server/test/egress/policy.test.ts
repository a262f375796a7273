import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createAddressPolicy } from "../../src/egress/policy.ts";

describe("The address policy", () => {
  const policy = createAddressPolicy([]);

  for (const address of [
    "8.8.8.8",
    "1.1.1.1",
    "172.32.0.1",
    "100.128.0.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
  ]) {
    test(`lets ${address} through`, () => assert.equal(policy.refusal(address), undefined));
  }

  const refused: [address: string, what: RegExp][] = [
    ["127.0.0.1", /loopback/],
    ["127.255.255.254", /loopback/],
    ["0.0.0.0", /this machine/],
    ["10.1.2.3", /private/],
    ["172.16.0.1", /private/],
    ["172.31.255.255", /private/],
    ["192.168.1.1", /private/],
    ["100.64.0.1", /carrier-grade/],
    ["100.100.100.200", /carrier-grade/],
    ["169.254.169.254", /link-local.*metadata/],
    ["168.63.129.16", /metadata/],
    ["198.18.0.1", /benchmarks/],
    ["203.0.113.9", /documentation/],
    ["224.0.0.1", /multicast/],
    ["255.255.255.255", /reserved/],
    ["::1", /loopback/],
    ["::", /this machine/],
    ["fe80::1", /link-local/],
    ["fe80::1%eth0", /link-local/],
    ["fd00:ec2::254", /private/],
    ["ff02::1", /multicast/],
    ["2001:db8::1", /documentation/],
    ["2001::1", /reserved/],
    ["4000::1", /reserved/],
    ["::ffff:127.0.0.1", /loopback/],
    ["::ffff:7f00:1", /loopback/],
    ["::ffff:0:10.0.0.1", /private/],
    ["::127.0.0.1", /reserved/],
    ["64:ff9b::169.254.169.254", /link-local/],
    ["64:ff9b:1::1", /translation/],
    ["2002:7f00:1::", /loopback/],
    ["not an address", /not an address/],
    ["", /not an address/],
  ];
  for (const [address, what] of refused) {
    test(`refuses "${address}" and says what it is`, () =>
      assert.match(policy.refusal(address) ?? "let through", what));
  }

  test("lets through what the operator allows, in whatever form the address comes", () => {
    const loopback = createAddressPolicy(["127.0.0.0/8", "fd00::/8"]);
    assert.equal(loopback.refusal("127.0.0.1"), undefined);
    assert.equal(loopback.refusal("::ffff:127.0.0.1"), undefined);
    assert.equal(loopback.refusal("fd12::1"), undefined);
    assert.match(loopback.refusal("::1") ?? "", /loopback/);
    assert.match(loopback.refusal("10.0.0.1") ?? "", /private/);
  });

  test("takes a bare address for a range of one", () => {
    const one = createAddressPolicy(["10.0.0.1"]);
    assert.equal(one.refusal("10.0.0.1"), undefined);
    assert.match(one.refusal("10.0.0.2") ?? "", /private/);
  });

  for (const cidr of [
    "10.0.0.0/33",
    "10.0.0/8",
    "::/129",
    "localhost",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "",
  ]) {
    test(`does not take "${cidr}" for an address range`, () =>
      assert.throws(() => createAddressPolicy([cidr]), RangeError));
  }
});
