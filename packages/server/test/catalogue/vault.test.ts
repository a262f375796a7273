import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createVault, VaultError } from "../../src/catalogue/vault.ts";

const random = { float: Math.random, bytes: (length: number) => new Uint8Array(randomBytes(length)) };
const KEY = new Uint8Array(32).fill(7);
const vault = createVault(KEY, random);
const PLACE = "hook:123:secret";

function assertRefused(code: string, task: () => unknown): void {
  assert.throws(task, (error: unknown) => error instanceof VaultError && error.code === code);
}

describe("The vault", () => {
  test("opens what it sealed, whatever it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (secret, place) => {
        assert.equal(vault.open(vault.seal(secret, place), place), secret);
      }),
    );
  });

  test("opens what an earlier process with the same key sealed", () => {
    const sealed = vault.seal("whsec_x", PLACE);
    assert.equal(createVault(Uint8Array.from(KEY), random).open(sealed, PLACE), "whsec_x");
  });

  test("seals the same secret differently each time, and nothing of it can be seen", () => {
    const [one, two] = [vault.seal("whsec_x", PLACE), vault.seal("whsec_x", PLACE)];
    assert.notDeepEqual(one, two);
    assert.ok(!Buffer.from(one).includes("whsec_x"));
  });

  test("keeps to its layout: version 1, key id, nonce, ciphertext, tag", () => {
    const sealed = vault.seal("abc", PLACE);
    assert.equal(sealed[0], 1);
    assert.equal(sealed.length, 1 + 4 + 12 + 3 + 16);
  });

  test("does not open a value that was moved to another place", () => {
    const sealed = vault.seal("whsec_x", PLACE);
    assertRefused("sealed_value_damaged", () => vault.open(sealed, "hook:124:secret"));
  });

  test("says that the master key is another one", () => {
    const sealed = vault.seal("whsec_x", PLACE);
    const other = createVault(new Uint8Array(32).fill(8), random);
    assertRefused("wrong_master_key", () => other.open(sealed, PLACE));
  });

  test("finds every single changed byte, and every cut", () => {
    const sealed = vault.seal("whsec_x", PLACE);
    for (let index = 0; index < sealed.length; index++) {
      const changed = Uint8Array.from(sealed);
      changed[index]! ^= 1;
      assert.throws(() => vault.open(changed, PLACE), VaultError);
      assertRefused("sealed_value_damaged", () => vault.open(sealed.subarray(0, index), PLACE));
    }
  });

  test("takes a key of 32 bytes only", () => {
    assert.throws(() => createVault(new Uint8Array(16), random), RangeError);
  });
});
