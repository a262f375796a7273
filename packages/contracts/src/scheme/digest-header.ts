/** The commonest scheme: one header holds one HMAC digest of the body, or of a few words around it. */
import { type DigestEncoding, type HashAlgorithm, hmac, isEqualText } from "#hash";
import { type Failure, fail } from "../verification.ts";
import { decodeBase64, isBase64Of, isHex } from "./encoding.ts";
import type { DigestForm, SignedPart } from "./form.ts";
import { readHeader } from "./headers.ts";
import type { FormedScheme, Message, Reading } from "./scheme.ts";
import { readTextSecret } from "./secret.ts";
import type { Timestamp } from "./timestamp.ts";

/** `optional`: checked when it is there. */
type Presence = "required" | "optional";

export interface DigestHeader {
  header: string;
  algorithm: HashAlgorithm;
  encoding: DigestEncoding;
  /** What stands before the digest, such as `sha256=`. */
  prefix: string;
  /** What is signed: the body, and these around it. Left out: the body alone. */
  around?: { before: readonly SignedPart[]; after: readonly SignedPart[] };
  timestamp?: {
    header: string;
    unit: "s" | "ms";
    read: (text: string) => Timestamp | undefined;
    presence: Presence;
    toleranceSeconds: number;
  };
  id?: { header: string; of: "event" | "delivery"; presence: Presence };
}

/** A secret as it is written; bytes only where `explain` tries a mistake. */
export type TextKey = string | Uint8Array;

const DIGEST_BYTES = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

export function digestHeader(format: DigestHeader): FormedScheme<TextKey, DigestForm> {
  const { header, timestamp, id } = format;
  return {
    form: formOf(format),
    signatureHeaders: [header],
    headerNames: [header, ...(timestamp ? [timestamp.header] : []), ...(id ? [id.header] : [])],
    tolerance: { seconds: timestamp?.toleranceSeconds ?? 0, sides: "both" },
    isList: false,
    readKey: readTextSecret,
    sign: (headers, message, keys) => sign(format, headers, message, keys[0]!),
    read: (headers, _secrets, isAgeChecked) => read(format, headers, isAgeChecked),
    matches: (reading, body, key) =>
      isEqualText(reading.signatures[0] ?? "", digest(format, reading.id, reading.timestamp?.text, body, key)),
    mistakenKeys: (secret) => mistakenTextKeys(secret),
  };
}

function formOf({ header, algorithm, encoding, prefix, around, timestamp, id }: DigestHeader): DigestForm {
  const { before, after } = around ?? { before: [], after: [] };
  const form: DigestForm = { kind: "digest", header, algorithm, encoding, prefix, before, after };
  if (timestamp !== undefined) {
    form.timestamp = { header: timestamp.header, unit: timestamp.unit, toleranceSeconds: timestamp.toleranceSeconds };
  }
  if (id !== undefined) form.id = { header: id.header };
  return form;
}

function sign(format: DigestHeader, headers: Record<string, string>, message: Message, key: TextKey): void {
  const { timestamp, id } = format;
  const idText = id?.of === "delivery" ? message.deliveryId : message.id;
  const timestampText = String(Math.floor(timestamp?.unit === "s" ? message.nowMs / 1000 : message.nowMs));
  headers[format.header] = format.prefix + digest(format, idText, timestampText, message.body, key);
  if (timestamp !== undefined) headers[timestamp.header] = timestampText;
  if (id !== undefined) headers[id.header] = idText;
}

function digest(
  { algorithm, encoding, around }: DigestHeader,
  id: string | undefined,
  timestamp: string | undefined,
  body: string | Uint8Array,
  key: TextKey,
): string {
  const before = around === undefined ? "" : render(around.before, id, timestamp);
  const after = around === undefined ? "" : render(around.after, id, timestamp);
  return hmac(algorithm, key, { before, body, after }, encoding);
}

function render(parts: readonly SignedPart[], id = "", timestamp = ""): string {
  let text = "";
  for (const part of parts) text += part === "id" ? id : part === "timestamp" ? timestamp : part.text;
  return text;
}

function read(format: DigestHeader, headers: unknown, isAgeChecked: boolean): Reading {
  const signature = readSignature(format, headers);
  const id = readId(format, headers);
  const timestamp = readTimestamp(format, headers, isAgeChecked);
  return {
    signatures: typeof signature === "string" ? [signature] : [],
    id: typeof id === "string" ? id : undefined,
    timestamp: isFailure(timestamp) ? undefined : timestamp,
    failures: [signature, id, timestamp].filter(isFailure),
  };
}

function readSignature({ header, prefix, algorithm, encoding }: DigestHeader, headers: unknown): string | Failure {
  const value = readHeader(headers, header, "signature");
  if (typeof value !== "string") return value;
  // Two headers of one name reach us joined by a comma, which no digest holds.
  const text = value.slice(prefix.length);
  if (text.includes(",")) {
    return fail("signature_repeated", `The header ${header} holds more than one value; exactly one is allowed.`);
  }
  const bytes = DIGEST_BYTES[algorithm];
  const isWellFormed = encoding === "hex" ? isHex(text, bytes * 2) : isBase64Of(text, bytes);
  if (value.startsWith(prefix) && isWellFormed) return text;
  const shape = encoding === "hex" ? `${bytes * 2} lowercase hexadecimal digits` : `base64 of ${bytes} bytes`;
  return fail("signature_malformed", `The header ${header} is not ${prefix && `"${prefix}" and `}${shape}.`);
}

function readId({ id }: DigestHeader, headers: unknown): string | Failure | undefined {
  if (id === undefined) return undefined;
  const value = readHeader(headers, id.header, "id");
  if (typeof value === "string" && isMessageId(value)) return value;
  if (id.presence === "optional") return undefined;
  return typeof value === "string"
    ? fail("id_malformed", `The header ${id.header} is no message id: ${MESSAGE_ID_SHAPE}.`)
    : value;
}

function readTimestamp(
  { timestamp, around }: DigestHeader,
  headers: unknown,
  isAgeChecked: boolean,
): Timestamp | Failure | undefined {
  if (timestamp === undefined) return undefined;
  const { header, presence } = timestamp;
  const value = readHeader(headers, header, "timestamp");
  const parsed = typeof value === "string" ? timestamp.read(value) : undefined;
  if (parsed !== undefined) return parsed;
  const isSigned = around !== undefined && (around.before.includes("timestamp") || around.after.includes("timestamp"));
  if (!isSigned && !isAgeChecked) return undefined;
  if (typeof value === "string") {
    return fail("timestamp_malformed", `The header ${header} is no timestamp of this contract.`);
  }
  return value.reason === "timestamp_missing" && presence === "optional" ? undefined : value;
}

function isFailure(part: object | string | undefined): part is Failure {
  return typeof part === "object" && "reason" in part;
}

const MESSAGE_ID_CHARS_MAX = 256;
export const MESSAGE_ID_SHAPE = "1 to 256 visible ASCII characters without a comma";

/** Whether a text may be a message id: nothing that a header list or a log could take for a separator. */
export function isMessageId(text: string): boolean {
  if (text.length === 0 || text.length > MESSAGE_ID_CHARS_MAX) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x2c) return false;
  }
  return true;
}

/** The ways in which a secret that is used as text gets mistaken. */
export function mistakenTextKeys(secret: string): readonly { key: TextKey; hint: string }[] {
  const bare = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : secret;
  const bytes = decodeBase64(bare);
  const mistaken: { key: TextKey; hint: string }[] = [];
  if (bare !== secret && bare !== "") {
    mistaken.push({
      key: bare,
      hint: "It matches with the secret without its whsec_ prefix: this contract uses the whole secret as text, prefix included.",
    });
  }
  if (bytes !== undefined && bytes.length > 0) {
    mistaken.push({
      key: bytes,
      hint: "It matches with the secret decoded from base64: this contract uses the secret as text, just as it is written.",
    });
  }
  return mistaken;
}
