import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import * as node from "../src/hash.node.ts";
import * as web from "../src/hash.web.ts";
import { decodeBase64, encodeBase64 } from "../src/scheme/encoding.ts";

const texts = fc.string({ unit: "binary" });
const signed = fc.record({ before: texts, body: fc.oneof(texts, fc.uint8Array({ maxLength: 300 })), after: texts });
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("the two hash modules have the same exports", () => {
  assert.deepEqual(Object.keys(web).sort(), Object.keys(node).sort());
});

test("Node and the web make the same HMAC", () => {
  const keys = fc.oneof(texts, fc.uint8Array({ maxLength: 200 }));
  const algorithms = fc.constantFrom("sha1", "sha256", "sha384", "sha512");
  fc.assert(
    fc.property(algorithms, keys, signed, fc.constantFrom("hex", "base64"), (algorithm, key, content, encoding) => {
      assert.equal(node.hmac(algorithm, key, content, encoding), web.hmac(algorithm, key, content, encoding));
    }),
  );
});

test("Node and the web make the same HMAC of bodies of any length", () => {
  const key = new Uint8Array(64).fill(7);
  for (const length of [20_000, 21_822, 21_823, 65_471, 65_472, 65_473, 200_000]) {
    const text = "é".repeat(length);
    for (const body of [text, Buffer.from(text), "x".repeat(length)]) {
      const content = { before: "id.1.", body, after: "é" };
      assert.equal(node.hmac("sha256", key, content, "hex"), web.hmac("sha256", key, content, "hex"), `${length}`);
    }
  }
});

test("Node and the web make the same SHA-256", () => {
  fc.assert(
    fc.property(fc.oneof(texts, fc.uint8Array()), (content) => {
      assert.equal(node.sha256Hex(content), web.sha256Hex(content));
    }),
  );
});

test("a public key of small order, under which anybody can sign, verifies nothing", () => {
  const zeros = new Uint8Array(64);
  const identity = new Uint8Array(64).fill(1, 0, 1);
  const keys = new Set<string>();
  // Eight points; their ys, the sign, and ys past the field's prime, which some read as well.
  const torsion = ed25519.Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85");
  for (let i = 0n; i < 8n; i++) keys.add(i === 0n ? `01${"00".repeat(31)}` : torsion.multiply(i).toHex());
  assert.equal(keys.size, 8);
  for (const first of ["ed", "ee"]) keys.add(`${first}${"ff".repeat(30)}7f`).add(`${first}${"ff".repeat(31)}`);
  for (const hex of keys) {
    const key = new Uint8Array(Buffer.from(hex, "hex"));
    for (let i = 0; i < 40; i++) {
      const content = { before: `${i}`, body: "", after: "" };
      for (const hash of [node, web]) {
        assert.equal(hash.verifyEd25519(key, content, zeros), false, hex);
        assert.equal(hash.verifyEd25519(key, content, identity), false, hex);
      }
    }
  }
});

test("Node and the web sign and verify Ed25519 alike", () => {
  fc.assert(
    fc.property(seeds, signed, fc.nat(511), (seed, content, bit) => {
      const signature = node.signEd25519(seed, content);
      const publicKey = node.publicKeyOfSeed(seed);
      assert.deepEqual(new Uint8Array(signature), new Uint8Array(web.signEd25519(seed, content)));
      assert.deepEqual(publicKey, new Uint8Array(web.publicKeyOfSeed(seed)));
      const flipped = new Uint8Array(signature).with(bit >> 3, signature[bit >> 3]! ^ (1 << (bit & 7)));
      for (const hash of [node, web]) {
        assert.equal(hash.verifyEd25519(publicKey, content, signature), true);
        assert.equal(hash.verifyEd25519(publicKey, content, flipped), false);
      }
    }),
    { numRuns: 20 },
  );
});

test("bytes that are no public key verify nothing, and throw nothing", () => {
  const content = { before: "", body: "a", after: "" };
  fc.assert(
    fc.property(seeds, fc.uint8Array({ minLength: 64, maxLength: 64 }), (key, signature) => {
      for (const hash of [node, web]) assert.equal(hash.verifyEd25519(key, content, signature), false);
    }),
    { numRuns: 50 },
  );
});

test("texts are equal on both when they are equal", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      for (const { isEqualText } of [node, web]) {
        assert.equal(isEqualText(a, b), a === b);
        assert.ok(isEqualText(a, a));
      }
    }),
  );
});

test("base64 is as Buffer has it, and has one spelling for each value", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.base64String(), (bytes, text) => {
      assert.equal(encodeBase64(bytes), Buffer.from(bytes).toString("base64"));
      assert.deepEqual(decodeBase64(encodeBase64(bytes)), bytes);
      const decoded = decodeBase64(text);
      if (decoded !== undefined) assert.equal(encodeBase64(decoded), text);
    }),
  );
  for (const text of ["A", "AA", "AAA", "AB==", "AAB=", "AA=A", "====", "A===", "AA-_", "AAAA ", "AA\n="]) {
    assert.equal(decodeBase64(text), undefined, text);
  }
});

test("what a browser loads has no node: module in it", () => {
  const seen = new Set<string>();
  const walk = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, specifier] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export)\b[^;]*?from\s*["'](.+?)["'];/gms,
    )) {
      if (isTypeOnly(readFileSync(file, "utf8"), specifier!)) continue;
      assert.ok(!specifier!.startsWith("node:"), `${file} imports ${specifier}`);
      walk(resolve(specifier!, file));
    }
  };
  walk(fileURLToPath(new URL("../src/index.ts", import.meta.url)));
  assert.ok([...seen].some((file) => file.endsWith("hash.web.ts")));
  assert.ok([...seen].some((file) => file.endsWith("ed25519.js")));
  assert.ok(![...seen].some((file) => file.endsWith("hash.node.ts")));
});

function resolve(specifier: string, from: string): string {
  const { imports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  if (specifier.startsWith("#")) return fileURLToPath(new URL(`../${imports[specifier].default}`, import.meta.url));
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  const [scope, name, ...path] = specifier.split("/");
  return join(dirname(findPackageJSON(`${scope}/${name}`, from)!), ...path);
}

/** `import type` is erased before the file runs. */
function isTypeOnly(source: string, specifier: string): boolean {
  const statements = [...source.matchAll(/^(import|export)\b([^;]*?)from\s*["'](.+?)["'];/gms)];
  return statements.filter(([, , , name]) => name === specifier).every(([, , names]) => /^\s+type\s/.test(names!));
}
