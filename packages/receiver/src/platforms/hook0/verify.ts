import {
  fail,
  hmac,
  isEqualText,
  isHex,
  type Reading,
  readHeader,
  readSeconds,
  readTextSecret,
  type Scheme,
  SIGNATURE_HEADER_CHARS_MAX,
} from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

const HEADER = "X-Hook0-Signature";

/** More headers are signed by nobody. */
const SIGNED_HEADERS_MAX = 32;
const HEADER_NAME = /^[a-z0-9-]{1,64}$/;

/**
 * `t=<seconds>,h=<names>,v1=<hex>`: the hex HMAC-SHA256 of `{t}.{names}.{values}.{body}`, the names with spaces between
 * them, the values with dots. `t=<seconds>,v0=<hex>`, the older: of `{t}.{body}`. Where there is a v1, v0 counts for
 * nothing. Five minutes to either side, as Hook0's own library has it.
 */
export function verifyHook0(incoming: Incoming): Verdict {
  return verifyScheme(schemeOf(readSignature(incoming.headers)), incoming, "secret");
}

/** What one request says of its signature: the reading, and what is signed before the body. */
interface Signature {
  reading: Reading;
  before: string;
}

/** A scheme for one request: which headers are signed is different in each. */
function schemeOf({ reading, before }: Signature): Scheme<string | Uint8Array> {
  return {
    signatureHeaders: [HEADER],
    headerNames: [HEADER],
    tolerance: { seconds: 300, sides: "both" },
    isList: false,
    readKey: readTextSecret,
    sign: () => {},
    read: () => reading,
    matches: ({ signatures }, body, key) =>
      isEqualText(signatures[0] ?? "", hmac("sha256", key, { before, body, after: "" }, "hex")),
    mistakenKeys: () => [],
  };
}

function readSignature(headers: unknown): Signature {
  const value = readHeader(headers, HEADER, "signature");
  if (typeof value !== "string") return broken(value);
  const parts = new Map(value.slice(0, SIGNATURE_HEADER_CHARS_MAX).split(",").map(split));
  const count = value.split(",").length;
  if (parts.size !== count || value.length > SIGNATURE_HEADER_CHARS_MAX) {
    return broken(fail("signature_malformed", `The header ${HEADER} is not a list such as t=1700000000,h=…,v1=…`));
  }
  const timestamp = readSeconds(parts.get("t") ?? "");
  if (timestamp === undefined) {
    return broken(fail("timestamp_malformed", `The t= of the header ${HEADER} is not Unix seconds in digits.`));
  }
  const [v1, v0] = [parts.get("v1"), parts.get("v0")];
  const signature = v1 ?? v0;
  if (signature === undefined) {
    return broken(fail("signature_version_unknown", `The header ${HEADER} has neither v1 nor v0.`));
  }
  if (!isHex(signature, 64)) {
    return broken(fail("signature_malformed", `The header ${HEADER} has no 64 lowercase hexadecimal digits.`));
  }
  const reading = { signatures: [signature], timestamp, failures: [] };
  if (v1 === undefined) return { reading, before: `${timestamp.text}.` };
  const names = parts.get("h") ?? "";
  const values = readSigned(headers, names);
  return typeof values === "string" ? { reading, before: `${timestamp.text}.${names}.${values}.` } : broken(values);
}

function readSigned(headers: unknown, names: string) {
  const list = names === "" ? [] : names.split(" ");
  if (list.length > SIGNED_HEADERS_MAX || !list.every((name) => HEADER_NAME.test(name))) {
    return fail("signature_malformed", `The h= of the header ${HEADER} is no list of names of headers.`);
  }
  const values: string[] = [];
  for (const name of list) {
    const value = readHeader(headers, name, "signature");
    if (typeof value !== "string") return value;
    values.push(value);
  }
  return values.join(".");
}

function split(part: string): [name: string, value: string] {
  const at = part.indexOf("=");
  return at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

function broken(failure: Reading["failures"][number]): Signature {
  return { reading: { signatures: [], failures: [failure] }, before: "" };
}
