/** What probably went wrong, found by trying the mistakes that are made most often. Runs only when somebody asks. */
import type { VerifyInput } from "../contract.ts";
import { decodeBase64, encodeBase64 } from "./encoding.ts";
import { hasHeader, readHeader } from "./headers.ts";
import type { Reading, Scheme } from "./scheme.ts";
import { isBody, listSecrets } from "./verify.ts";

export function findHints<Key>(
  contract: string,
  scheme: Scheme<Key>,
  input: VerifyInput,
  reading: Reading,
  expected: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  const hints = [...hintsOfOtherContracts(contract, scheme, input.headers)];
  for (const header of scheme.signatureHeaders) {
    hints.push(...hintsOfNotation(header, input.headers, expected?.[header]));
  }
  if (isBody(input.body) && reading.failures.length === 0) {
    hints.push(...hintsOfSecrets(scheme, input, reading), ...hintsOfBody(scheme, input, reading, input.body));
  }
  return [...new Set(hints)];
}

/** Headers by which other contracts are known. */
const KNOWN_BY = [
  ["X-PixelPatrol-Signature", "pixelpatrol"],
  ["Stripe-Signature", "stripe"],
  ["X-Hub-Signature-256", "github"],
  ["X-Omnifence-Delivery-Id", "omnifence-signed"],
  ["X-Webhook-Signature", "generic"],
  ["webhook-signature", "standard"],
  ["svix-signature", "standard"],
  ["X-Signature", "moderation-ai"],
] as const;

function* hintsOfOtherContracts<Key>(contract: string, scheme: Scheme<Key>, headers: unknown): Generator<string> {
  if (scheme.signatureHeaders.some((header) => hasHeader(headers, header))) return;
  for (const [header, other] of KNOWN_BY) {
    if (other === contract || !hasHeader(headers, header)) continue;
    yield `The request carries ${header}: it looks like the contract ${other}.`;
  }
}

/** The right value in the wrong spelling. */
function* hintsOfNotation(header: string, headers: unknown, expected: string | undefined): Generator<string> {
  const received = readHeader(headers, header, "signature");
  if (typeof received !== "string" || received.length > 512 || expected === undefined || received === expected) return;
  const wanted = split(lastSignature(expected));
  const got = split(lastSignature(received));
  const wantedBytes = bytesOf(wanted.value);
  const gotBytes = bytesOf(got.value);
  if (wantedBytes === undefined || wantedBytes !== gotBytes) return;
  if (got.prefix !== wanted.prefix && got.prefix !== "") {
    yield `The signature is right but for its prefix "${got.prefix}", which ${wanted.prefix ? `should be "${wanted.prefix}"` : "this contract does not have"}.`;
  } else if (got.prefix !== wanted.prefix) {
    yield `The signature is right but for its prefix "${wanted.prefix}", which is missing.`;
  }
  if (got.value === wanted.value) return;
  if (got.value.toLowerCase() === wanted.value && HEX.test(got.value)) {
    yield "The signature is right but for the case of its hexadecimal digits: they are to be lowercase.";
  } else if (HEX.test(got.value) !== HEX.test(wanted.value)) {
    const [is, should] = HEX.test(got.value) ? ["hexadecimal", "base64"] : ["base64", "hexadecimal"];
    yield `The signature is right but in ${is}: this contract writes it in ${should}.`;
  } else {
    yield "The signature is right but in a variant of base64: this contract uses + and /, and = as padding.";
  }
}

const HEX = /^(?:[0-9a-f]{2})+$/i;

/** The last of a list: `t=1,v1=ab` and `v1,AB= v1,CD=` end with a signature, and so does a single one. */
function lastSignature(value: string): string {
  const last = value.slice(value.lastIndexOf(" ") + 1);
  return last.startsWith("t=") ? last.slice(last.lastIndexOf(",") + 1) : last;
}

/** `sha256=ab` → `sha256=` and `ab`; `v1,AB=` → `v1,` and `AB=`. */
function split(text: string): { prefix: string; value: string } {
  const prefix = /^(?:v\d+a?[,=]|[a-z]+-?\d+=)/i.exec(text)?.[0] ?? "";
  return { prefix, value: text.slice(prefix.length) };
}

/** The bytes of hexadecimal or of any base64, as canonical base64 so that they compare as text. */
function bytesOf(value: string): string | undefined {
  if (HEX.test(value)) {
    return encodeBase64(
      Uint8Array.from({ length: value.length / 2 }, (_, i) => Number.parseInt(value.slice(i * 2, i * 2 + 2), 16)),
    );
  }
  const letters = value.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", "");
  const bytes = decodeBase64(letters.padEnd(Math.ceil(letters.length / 4) * 4, "="));
  return bytes === undefined ? undefined : encodeBase64(bytes);
}

function* hintsOfSecrets<Key>(
  scheme: Scheme<Key>,
  { secrets, body }: VerifyInput,
  reading: Reading,
): Generator<string> {
  for (const secret of listSecrets(secrets)) {
    for (const { key, hint } of scheme.mistakenKeys(secret)) {
      if (scheme.matches(reading, body, key)) yield hint;
    }
    const trimmed = secret.trim();
    const { key } = trimmed === secret ? {} : scheme.readKey(trimmed, "verify");
    if (key !== undefined && scheme.matches(reading, body, key)) {
      yield "It matches when the white space around the secret is removed.";
    }
  }
}

function* hintsOfBody<Key>(
  scheme: Scheme<Key>,
  { secrets }: VerifyInput,
  reading: Reading,
  body: string | Uint8Array,
): Generator<string> {
  const keys = listSecrets(secrets).flatMap((secret) => scheme.readKey(secret, "verify").key ?? []);
  const tried = new Set<string | Uint8Array>([body]);
  for (const [variant, hint] of variantsOf(typeof body === "string" ? body : new TextDecoder().decode(body))) {
    if (tried.has(variant)) continue;
    tried.add(variant);
    if (keys.some((key) => scheme.matches(reading, variant, key))) yield hint;
  }
}

/** A body as parsers, editors and shells leave it. */
function* variantsOf(body: string): Generator<[variant: string, hint: string]> {
  const sent = "so it was changed after it was signed. Verify the raw bytes.";
  yield [
    body.trimEnd(),
    `It matches when the white space at the end of the body, such as a newline, is removed, ${sent}`,
  ];
  yield [`${body}\n`, `It matches with a newline at the end of the body, ${sent}`];
  yield [body.replaceAll("\r\n", "\n"), `It matches with line ends of \\n instead of \\r\\n, ${sent}`];
  yield [body.replaceAll("\n", "\r\n"), `It matches with line ends of \\r\\n instead of \\n, ${sent}`];
  const json = parse(body);
  if (json === undefined) return;
  yield [JSON.stringify(json.value), `It matches when the body is re-serialised as compact JSON, ${sent}`];
  for (const indent of [2, 4, "\t"]) {
    yield [JSON.stringify(json.value, null, indent), `It matches when the body is pretty-printed, ${sent}`];
  }
  yield [spaced(json.value), `It matches when the body is re-serialised as Python's json.dumps does it, ${sent}`];
  yield [
    JSON.stringify(json.value).replaceAll("/", "\\/"),
    `It matches when slashes in the body are escaped, as PHP's json_encode does it, ${sent}`,
  ];
}

function parse(text: string): { value: unknown } | undefined {
  if (!isShallow(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    // Not JSON: then it was no JSON serialiser that changed it.
    return undefined;
  }
}

/** Nested deeper than this, JSON could exhaust the stack of whoever writes it out again. */
const DEPTH_MAX = 200;

function isShallow(json: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let i = 0; i < json.length; i++) {
    const letter = json[i];
    if (isInText && letter === "\\") i++;
    else if (letter === '"') isInText = !isInText;
    else if (!isInText && (letter === "[" || letter === "{")) depth++;
    else if (!isInText && (letter === "]" || letter === "}")) depth--;
    if (depth > DEPTH_MAX) return false;
  }
  return true;
}

/** JSON with `", "` and `": "` between things, and all but ASCII escaped. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, one]) => `${spaced(name)}: ${spaced(one)}`)
      .join(", ")}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
