import assert from "node:assert/strict";
import { BlockList, isIP } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { formatAddress, isInRange, parseAddress, parseRange } from "../../src/guards/addresses.ts";

function isIn(address: string, range: string): boolean {
  return isInRange(parseAddress(address)!, parseRange(range)!);
}

test("an address is an address in every way of writing it", () => {
  const same = ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:db8:0:0::0.0.0.1", "2001:db8::1%eth0"];
  for (const text of same) assert.deepEqual(parseAddress(text), parseAddress(same[0]!), text);
  for (const text of ["192.0.2.1", "::ffff:192.0.2.1", "::FFFF:c000:201", "0:0:0:0:0:ffff:192.0.2.1"]) {
    assert.deepEqual(parseAddress(text), { bits: 32, value: 0xc0000201n }, text);
  }
});

test("what is no address is none", () => {
  const texts = ["", " ", "1.2.3", "1.2.3.4.5", "256.1.1.1", "010.0.0.1", "1.2.3.4 ", "0x7f.0.0.1", "1.2.3.4%eth0"];
  const more = [":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::12345", "g::"];
  for (const text of [...texts, ...more, "1.2.3.4::", "::1.2.3.4:5", ":1:2:3:4:5:6:7", "localhost", "٣.0.0.1"]) {
    assert.equal(parseAddress(text), undefined, text);
  }
});

test("a range holds its addresses and no others", () => {
  assert.ok(isIn("192.0.2.255", "192.0.2.0/24") && !isIn("192.0.3.0", "192.0.2.0/24"));
  assert.ok(isIn("192.0.2.9", "192.0.2.77/24"));
  assert.ok(isIn("::ffff:192.0.2.9", "192.0.2.0/24") && isIn("192.0.2.9", "::ffff:192.0.2.0/120"));
  assert.ok(isIn("2001:db8:ffff::1", "2001:db8::/32") && !isIn("2001:db9::1", "2001:db8::/32"));
  assert.ok(isIn("203.0.113.1", "0.0.0.0/0") && isIn("::1", "::/0"));
  assert.ok(!isIn("203.0.113.1", "::/0") && !isIn("::1", "0.0.0.0/0"));
  assert.ok(isIn("192.0.2.1", "192.0.2.1") && !isIn("192.0.2.2", "192.0.2.1"));
});

test("what is no range is none", () => {
  const texts = ["192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/08", "192.0.2.0/24/8", "/24", "::/129"];
  for (const text of [...texts, "::ffff:192.0.2.0/24", "192.0.2/24", "*", ""]) {
    assert.equal(parseRange(text), undefined, text);
  }
});

test("addresses are what Node takes for addresses, and ranges hold what Node's hold", () => {
  const hostile = fc.string({ unit: fc.constantFrom(..."0123456789abcf:./ "), maxLength: 24 });
  // A range by itself, and mapped addresses, are tested above: Node reads the first as text and keeps the second apart.
  fc.assert(fc.property(hostile, (text) => assert.equal(parseAddress(text) !== undefined, isIP(text) !== 0, text)));
  const ofFamily = (address: fc.Arbitrary<string>, bits: number, family: "ipv4" | "ipv6") =>
    fc.property(address, address, fc.integer({ min: 0, max: bits }), (one, other, prefix) => {
      const list = new BlockList();
      list.addSubnet(other, prefix, family);
      assert.equal(isIn(one, `${other}/${prefix}`), list.check(one, family), `${one} in ${other}/${prefix}`);
    });
  fc.assert(ofFamily(fc.ipV4(), 32, "ipv4"));
  const ipV6 = fc.ipV6().filter((text) => parseAddress(text)?.bits === 128);
  fc.assert(ofFamily(ipV6, 128, "ipv6"));
});

test("an address is written in one way, and read back as itself", () => {
  assert.equal(formatAddress(parseAddress("2001:DB8:0:0:0:0:0:1")!), "2001:db8::1");
  assert.equal(formatAddress(parseAddress("::ffff:192.0.2.1")!), "192.0.2.1");
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text)!;
      assert.deepEqual(parseAddress(formatAddress(address)), address);
    }),
  );
});
