import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findPlatform, platforms, type RequestInput, verify } from "../../src/index.ts";
import { type Genuine, listGenuine, now } from "./genuine.ts";

const samples = await listGenuine();

function ask({ platform, secret, headers, body, fetch }: Genuine, change: object = {}) {
  return verify({ platform, secret, headers, body, now, fetch, ...change } as RequestInput);
}

test("there is a genuine request of every platform", () => {
  const asked = new Set(samples.map(({ platform }) => platform));
  assert.deepEqual([...asked].toSorted(), platforms.map(({ name }) => name).toSorted());
});

for (const genuine of samples) {
  const { title, headers, body, bound, coversBody, isList } = genuine;

  test(`${title}: what is genuine passes`, async () => {
    assert.equal((await ask(genuine)).ok, true, JSON.stringify(await ask(genuine)));
  });

  test(`${title}: no header that proves something passes with a bit flipped`, async () => {
    for (const name of bound) {
      for (const value of flips(headers[name]!)) {
        const verdict = await ask(genuine, { headers: { ...headers, [name]: value } });
        assert.equal(verdict.ok, false, `${name}: ${value}`);
      }
    }
  });

  if (coversBody) {
    test(`${title}: no body passes with a bit flipped, nor a byte more or less`, async () => {
      for (let i = 0; i < body.length * 8; i++) {
        const flipped = body.with(i >> 3, body[i >> 3]! ^ (1 << (i & 7)));
        assert.equal((await ask(genuine, { body: flipped })).ok, false, `bit ${i}`);
      }
      for (const other of [body.subarray(1), body.subarray(0, -1), Buffer.concat([body, Buffer.from([0])])]) {
        assert.equal((await ask(genuine, { body: other })).ok, false);
      }
    });
  }

  test(`${title}: whatever is made of it is a verdict, and only what was signed passes`, async () => {
    await fc.assert(
      fc.asyncProperty(mangled(genuine), async (request) => {
        const verdict = await ask(genuine, request);
        if (!verdict.ok) return assert.ok(verdict.reason.length > 0 && verdict.message.length > 0);
        // Somebody may have been let off a signature by name: then nothing is said to be proven.
        if (verdict.isUnsigned) return;
        // Where the secret itself is what proves, another secret may well be the one that came.
        if (!coversBody && request.secret !== genuine.secret) return;
        for (const name of bound) {
          const value = onlyValue(request.headers, name);
          // Where a header lists signatures, others may stand beside.
          const parts = isList ? value?.split(/[ ,]/) : [value];
          for (const part of isList ? headers[name]!.split(/[ ,]/) : [headers[name]]) {
            assert.ok(parts?.includes(part), `${name}: ${value}`);
          }
        }
        if (coversBody) assert.deepEqual(Buffer.from(request.body as Uint8Array), Buffer.from(body));
      }),
      { numRuns: 300 },
    );
  });
}

/** The last of a long text, and every bit of a short one: the scheme before a token may be in any case. */
function flips(value: string): string[] {
  const start = value.startsWith("Bearer ") ? "Bearer ".length : 0;
  const step = value.length > 400 ? 5 : 1;
  const bits = Array.from({ length: (value.length - start) * 8 }, (_, i) => start * 8 + i);
  return bits
    .filter((bit) => bit % step === 0 || bit > value.length * 8 - 64)
    .map((bit) => {
      const letter = String.fromCharCode(value.charCodeAt(bit >> 3) ^ (1 << (bit & 7)));
      return value.slice(0, bit >> 3) + letter + value.slice((bit >> 3) + 1);
    });
}

interface Mangled {
  headers: [string, unknown][];
  body: unknown;
  secret: unknown;
  now: unknown;
  toleranceSeconds: unknown;
}

/** The request with some of its parts taken away, repeated, cut, or replaced by anything. */
function mangled({ platform, headers, body, secret }: Genuine): fc.Arbitrary<Mangled> {
  const anyText = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("", ",", "=", "t=,v1=", "v1,", "sha256=", "Bearer ."),
  );
  const valueLike = (value: string) =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant(value) },
      fc.nat(value.length).map((at) => value.slice(0, at)),
      fc.tuple(fc.nat(value.length), anyText).map(([at, text]) => value.slice(0, at) + text + value.slice(at)),
      fc.constantFrom(value.toUpperCase(), ` ${value}`, `${value} `, `${value},${value}`, `${value} ${value}`),
      anyText,
      fc.array(anyText, { maxLength: 3 }),
      fc.anything(),
    );
  const pairs = Object.entries(headers).map(([name, value]) =>
    fc.tuple(fc.constantFrom(name, name, name, name.toUpperCase(), "x-other"), valueLike(value)),
  );
  const repeated = fc.subarray(Object.entries(headers), { maxLength: 1 });
  const names = findPlatform(platform)!.credentials.map(({ name }) => name);
  const anySecret = fc.oneof(fc.string(), fc.array(fc.string()), fc.anything());
  return fc.record({
    headers: fc
      .tuple(fc.tuple(...pairs), fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, repeated))
      .map(([all, more]) => [...all, ...more] as [string, unknown][]),
    body: fc.oneof({ weight: 4, arbitrary: fc.constant(body) }, fc.uint8Array(), fc.string(), fc.anything()),
    secret: fc.oneof(
      { weight: 4, arbitrary: fc.constant(secret) },
      anySecret,
      fc.dictionary(fc.constantFrom(...names), anySecret),
    ),
    now: fc.oneof({ weight: 5, arbitrary: fc.constant(now) }, fc.double(), fc.anything()),
    toleranceSeconds: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.double(), fc.anything()),
  }) as fc.Arbitrary<Mangled>;
}

/** The one text that a header came with; undefined for none, several, or what is no text. */
function onlyValue(headers: Mangled["headers"], name: string): string | undefined {
  const values = headers
    .filter(([one]) => one.toLowerCase() === name.toLowerCase())
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === "string");
  return values.length === 1 ? values[0] : undefined;
}
