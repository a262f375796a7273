import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isCarried } from "../../src/http/decimal.ts";
import { parseJson } from "../../src/http/json-door.ts";
import { Problem } from "../../src/model/errors.ts";
import { DEPTH_MAX } from "../../src/model/event-type.ts";

const parse = (text: string) => parseJson(Buffer.from(text));

function refusal(bytes: string | Uint8Array): Problem {
  try {
    parseJson(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
  } catch (error) {
    assert.ok(error instanceof Problem, String(error));
    return error;
  }
  assert.fail("it was taken");
}

test("what is not JSON is refused, however it is broken", () => {
  for (const text of ["{", "}", '{"a":1,}', "nul", "NaN", "'a'", '"\n"', "[1 2]", "01", "-", '"\\x"', "/**/1", "\0"]) {
    assert.equal(refusal(text).code, "invalid_json", text);
  }
});

test("bytes that are not UTF-8 are refused, not replaced", () => {
  for (const bytes of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xc0, 0x80, 0x22]]) {
    assert.equal(refusal(Uint8Array.from(bytes)).code, "invalid_json");
  }
});

test("a byte order mark is no part of the document", () => {
  assert.deepEqual(parse('\ufeff{"a":1}'), { a: 1 });
});

test("__proto__ and its like are names like any other", () => {
  const text = '{"__proto__":{"polluted":1},"constructor":{"prototype":2},"a":{"__proto__":3}}';
  assert.equal(JSON.stringify(parse(text)), text);
  assert.equal(JSON.stringify(parse(text.replace("3", "3.00000000000000000"))), text);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

test("a number that a double cannot carry is refused with its path", () => {
  for (const number of [
    "12345678901234567890",
    "1e400",
    "-1e400",
    "0.1234567890123456789",
    "1e-400",
    "9007199254740993",
  ]) {
    const problem = refusal(`{"data":{"list":[0,{"x/y~z":${number}}]}}`);
    assert.equal(problem.code, "unsafe_number");
    assert.equal(problem.faults[0]?.path, "/data/list/1/x~1y~0z", number);
  }
});

test("a number that only looks long or odd is taken, and so is one in a text", () => {
  const numbers = [
    "1.0",
    "1e2",
    "-0",
    "0.1",
    "0e999",
    "1e22",
    "1E+5",
    "100000000000000000000",
    "1.50000000000000000000",
  ];
  for (const number of numbers) assert.ok(parse(`[${number}]`), number);
  assert.deepEqual(parse('{"a":"12345678901234567890","b":5e-324}'), { a: "12345678901234567890", b: 5e-324 });
  assert.equal(JSON.stringify(parse("[-0,1.0,1e2]")), "[0,1,100]");
});

test("several numbers that would lose value are all named", () => {
  const { faults } = refusal('{"a":1e999,"b":{"c":[1,12345678901234567891]}}');
  assert.deepEqual(
    faults.map((fault) => fault.path),
    ["/a", "/b/c/1"],
  );
});

test("half of a character is refused in a value and in a name, with its path", () => {
  assert.equal(refusal('{"a":["\\ud800"]}').faults[0]?.path, "/a/0");
  assert.equal(refusal('{"a":{"\\uDC00":1}}').faults[0]?.path, "/a/\udc00");
  for (const text of ['{"a":"\\ud83d x"}', '{"a":"\\udc00\\ud83d"}']) assert.equal(refusal(text).code, "unsafe_string");
  assert.deepEqual(parse('["\\ud83d\\ude00","\\\\ud800"]'), ["😀", "\\ud800"]);
});

test("64 levels are taken and 65 are not", () => {
  const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  assert.ok(parse(nested(DEPTH_MAX)));
  assert.equal(refusal(nested(DEPTH_MAX + 1)).code, "too_deep");
  assert.ok(parse(`{"a":"${"[".repeat(500)}"}`), "brackets in a text are text");
  assert.ok(parse(`["\\"${"[".repeat(500)}"]`), "also behind an escaped quotation mark");
});

test("a hundred thousand brackets do not overflow the stack", () => {
  for (const bracket of ["[", "{", '{"a":', "[{"]) assert.equal(refusal(bracket.repeat(100_000)).code, "too_deep");
});

test("a number of a million digits is judged in no time", () => {
  const start = process.threadCpuUsage();
  assert.equal(refusal(`[0.${"0".repeat(1_000_000)}1]`).code, "unsafe_number");
  assert.equal(refusal(`[1${"0".repeat(1_000_000)}]`).code, "unsafe_number");
  assert.equal((parse(`[0.${"0".repeat(1_000_000)}]`) as number[])[0], 0);
  const { user, system } = process.threadCpuUsage(start);
  assert.ok((user + system) / 1_000 < 1_000, "of a processor, in milliseconds");
});

test("what the door lets through is written back as the same text, whoever parses it", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 10 }), (text) => {
      let value: unknown;
      try {
        value = parse(text);
      } catch (error) {
        assert.ok(error instanceof Problem);
        return;
      }
      const canonical = JSON.stringify(value);
      assert.equal(JSON.stringify(JSON.parse(canonical)), canonical);
      assert.equal(JSON.stringify(parse(canonical)), canonical);
    }),
    { numRuns: 2_000 },
  );
});

test("whatever bytes come, they are taken or refused, and nothing else", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...'{}[],:"\\u0123456789eE+-.dDnulltrue ') }).map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (input) => {
      try {
        parseJson(input);
      } catch (error) {
        assert.ok(error instanceof Problem && error.status < 500, String(error));
      }
    }),
    { numRuns: 10_000 },
  );
});

test("every number that JavaScript writes is carried", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => isCarried(String(x), x)));
  fc.assert(fc.property(fc.maxSafeInteger(), (x) => isCarried(`${x}.000`, x)));
});

test("an integer is carried exactly when JavaScript writes it back as it came", () => {
  // 2^60 is a double, but is written 1152921504606847000.
  assert.equal(isCarried("1152921504606846976", 2 ** 60), false);
  const plain = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  fc.assert(fc.property(plain, (x) => isCarried(String(x), Number(x)) === (BigInt(String(Number(x))) === x)));
});

test("the careless look and the careful one agree on what is unsafe", () => {
  const number = fc
    .tuple(
      fc.boolean(),
      fc.bigInt({ min: 0n, max: 10n ** 25n }),
      fc.option(fc.nat(10 ** 9)),
      fc.option(fc.integer({ min: -400, max: 400 })),
    )
    .map(
      ([minus, whole, part, power]) =>
        `${minus ? "-" : ""}${whole}${part === null ? "" : `.${part}`}${power === null ? "" : `e${power}`}`,
    );
  fc.assert(
    fc.property(number, (text) => {
      const isSafe = isCarried(text, Number(text));
      if (isSafe) assert.ok(parse(`[${text}]`));
      else assert.equal(refusal(`[${text}]`).code, "unsafe_number");
    }),
    { numRuns: 5_000 },
  );
});
