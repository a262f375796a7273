import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import type { Random } from "../model/ports.ts";

/** Keeps secrets unreadable at rest: what is stored is sealed, and opens only with the master key and in its own place. */
export interface Vault {
  /** `context` names the place, such as `hook:123:secret`: a sealed value copied to another place does not open there. */
  seal(plaintext: string, context: string): Uint8Array;
  /** Throws `VaultError`. */
  open(sealed: Uint8Array, context: string): string;
}

export type VaultErrorCode = "wrong_master_key" | "sealed_value_damaged";

export class VaultError extends Error {
  readonly code: VaultErrorCode;

  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.name = "VaultError";
    this.code = code;
  }
}

// version (1) | key id (4) | nonce (12) | ciphertext | tag (16). The key id says at once, and by name, that a hub was
// started with another key; the version leaves room for another cipher without guessing.
const VERSION = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES;

/** AES-256-GCM under `masterKey` (32 bytes), a fresh random nonce for each value. */
export function createVault(masterKey: Uint8Array, random: Random): Vault {
  if (masterKey.length !== KEY_BYTES) {
    throw new RangeError(`A master key is ${KEY_BYTES} bytes; this one has ${masterKey.length}.`);
  }
  const key = Uint8Array.from(masterKey);
  const keyId = createHash("sha256").update(key).digest().subarray(0, KEY_ID_BYTES);

  return {
    seal(plaintext, context) {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
      return Buffer.concat([Uint8Array.of(VERSION), keyId, nonce, body, cipher.getAuthTag()]);
    },

    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] !== VERSION) throw damaged(context);
      if (!bytes.subarray(1, 1 + KEY_ID_BYTES).equals(keyId)) throw wrongKey(context);

      const nonce = bytes.subarray(1 + KEY_ID_BYTES, HEAD_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      const start = decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES));
      try {
        return Buffer.concat([start, decipher.final()]).toString("utf8");
      } catch (cause) {
        throw damaged(context, cause);
      }
    },
  };
}

/** A key for one purpose alone (HKDF with SHA-256, RFC 5869): what is sealed under it opens nothing else. */
export function deriveKey(masterKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", masterKey, "", `tabellary ${purpose}`, KEY_BYTES));
}

function wrongKey(context: string): VaultError {
  return new VaultError(
    "wrong_master_key",
    `The secret ${context} was sealed with another master key. Start with the TABELLARY_MASTER_KEY, or the file data/master-key, that sealed it.`,
  );
}

function damaged(context: string, cause?: unknown): VaultError {
  const error = new VaultError(
    "sealed_value_damaged",
    `The secret ${context} is not as it was sealed: it was changed or cut, or it belongs to another place. Restore it from a backup, or set it anew.`,
  );
  if (cause !== undefined) error.cause = cause;
  return error;
}
