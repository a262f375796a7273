import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseExactJson } from "../../src/json/exact-json.ts";

test("integers beyond 2^53 become their digits, others stay numbers", () => {
  const text = '{"id":1050118621198921728,"n":[-9007199254740993, 9007199254740991,12345678901234567890],"d":1}';
  assert.deepEqual(parseExactJson(text), {
    value: {
      id: "1050118621198921728",
      n: ["-9007199254740993", 9007199254740991, "12345678901234567890"],
      d: 1,
    },
  });
});

test("digits inside strings, fractions and exponents are left alone", () => {
  const text =
    '{"a":"x 12345678901234567890, \\"12345678901234567890","b":0.12345678901234567890,"c":1e2,"d":12345678901234567890.5}';
  assert.deepEqual(parseExactJson(text), { value: JSON.parse(text) });
});

test("what is not JSON does not become it by a long integer", () => {
  for (const text of [
    "{12345678901234567890:1}",
    "{12345678901234567890 : 1}",
    "[012345678901234567890]",
    "[1234567890123456789012345678901234567890",
    "12345678901234567890 12345678901234567890",
    '["12345678901234567890]',
    "[--12345678901234567890]",
    "[+12345678901234567890]",
  ]) {
    assert.equal(parseExactJson(text), undefined, text);
  }
});

test("bytes that are not UTF-8 are no JSON", () => {
  assert.equal(parseExactJson(Uint8Array.of(0x22, 0xff, 0x22)), undefined);
});

test("it agrees with JSON.parse on all else", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      const parsed = parseExactJson(`${text}`);
      let expected: unknown;
      try {
        expected = { value: JSON.parse(text) };
      } catch {
        expected = undefined;
      }
      if (/\d{16}/.test(text)) return;
      assert.deepEqual(parsed, expected);
    }),
  );
});

test("an integer of any length keeps its digits wherever it stands", () => {
  const integers = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
  fc.assert(
    fc.property(fc.array(fc.tuple(integers, fc.string())), (pairs) => {
      const mixed = `[${pairs.map(([n, s]) => `{"n": ${n} ,"s":${JSON.stringify(s)}}`).join(",")}]`;
      const parsed = parseExactJson(mixed) as { value: { n: unknown; s: string }[] };
      assert.deepEqual(
        parsed.value.map(({ n, s }) => [String(n), s]),
        pairs.map(([n, s]) => [String(n), s]),
      );
    }),
  );
});

test("a text full of quotes and backslashes takes no longer than its length asks for", () => {
  const long = `["${'\\"'.repeat(300_000)}",12345678901234567890]`;
  const started = process.cpuUsage().user;
  assert.ok(parseExactJson(long) !== undefined);
  assert.ok(process.cpuUsage(undefined).user - started < 1_000_000);
});
