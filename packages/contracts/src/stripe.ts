import { hmac, isEqualText } from "#hash";
import { mistakenTextKeys, type TextKey } from "./scheme/digest-header.ts";
import { isHex } from "./scheme/encoding.ts";
import { quote } from "./scheme/envelope.ts";
import { readHeader } from "./scheme/headers.ts";
import { makeContract } from "./scheme/make-contract.ts";
import { type FormedScheme, type Reading, SIGNATURE_HEADER_CHARS_MAX, SIGNATURES_MAX } from "./scheme/scheme.ts";
import { readTextSecret } from "./scheme/secret.ts";
import { readSeconds } from "./scheme/timestamp.ts";
import { type Failure, fail, type Reason } from "./verification.ts";

const HEADER = "Stripe-Signature";
const TOLERANCE_SECONDS = 300;

const scheme: FormedScheme<TextKey> = {
  form: { kind: "stripe", header: HEADER, toleranceSeconds: TOLERANCE_SECONDS },
  signatureHeaders: [HEADER],
  headerNames: [HEADER],
  tolerance: { seconds: TOLERANCE_SECONDS, sides: "past" },
  isList: true,
  readKey: readTextSecret,
  sign(headers, { body, nowMs }, keys) {
    const timestamp = String(Math.floor(nowMs / 1000));
    let value = `t=${timestamp}`;
    for (const key of keys) value += `,v1=${digest(timestamp, body, key)}`;
    headers[HEADER] = value;
  },
  read: readSignature,
  matches(reading, body, key) {
    const expected = digest(reading.timestamp?.text ?? "", body, key);
    return reading.signatures.some((signature) => isEqualText(signature, expected));
  },
  mistakenKeys: mistakenTextKeys,
};

function digest(timestamp: string, body: string | Uint8Array, key: TextKey): string {
  return hmac("sha256", key, { before: `${timestamp}.`, body, after: "" }, "hex");
}

function readSignature(headers: unknown): Reading {
  const value = readHeader(headers, HEADER, "signature");
  if (typeof value !== "string") return { signatures: [], failures: [value] };
  const items = value.length > SIGNATURE_HEADER_CHARS_MAX ? [] : value.split(",");
  if (items.length === 0 || items.length > SIGNATURES_MAX) {
    return broken("signature_malformed", `The header ${HEADER} is longer than Stripe's would be.`);
  }
  if (!items.every((item) => item.includes("="))) {
    return broken("signature_malformed", `The header ${HEADER} is not a list such as t=1700000000,v1=…`);
  }

  const times = items.filter((item) => item.startsWith("t="));
  // Two headers of one name reach us joined by a comma and a space.
  if (times.length > 1 || items.some((item) => item.startsWith(" "))) {
    return broken("signature_repeated", `The header ${HEADER} came more than once, or has two times.`);
  }
  const timestamp = times[0] === undefined ? undefined : readSeconds(times[0].slice(2));
  const known = items.filter((item) => item.startsWith("v1=")).map((item) => item.slice(3));
  const signatures = known.filter((signature) => isHex(signature, 64));

  const failures: Failure[] = [];
  if (known.length === 0) {
    // v0 is made with a test key that is public: taking it would let anybody sign.
    failures.push(fail("signature_version_unknown", `The header ${HEADER} has no signature of version v1.`));
  } else if (signatures.length === 0) {
    failures.push(fail("signature_malformed", `No v1 of the header ${HEADER} is 64 lowercase hexadecimal digits.`));
  }
  if (times.length === 0) failures.push(fail("timestamp_missing", `The header ${HEADER} has no t=.`));
  else if (timestamp === undefined) {
    failures.push(fail("timestamp_malformed", `The t= of the header ${HEADER} is not Unix seconds in digits.`));
  }
  return { signatures, timestamp, failures };
}

function broken(reason: Reason, message: string): Reading {
  return { signatures: [], failures: [fail(reason, message)] };
}

/**
 * Stripe's webhooks. https://docs.stripe.com/webhooks, and stripe-node's `src/Webhooks.ts`.
 *
 * `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]` over `{t}.{body}`, keyed with the whole `whsec_…` text. Any v1
 * may match, v0 and unknown versions never do. As in Stripe's own libraries a timestamp from the future passes: it is
 * signed, so only the sender can have made it. Unlike there, a tolerance of 0 is 0.
 *
 * Stripe publishes "up to three days with back-off" and no steps, so the schedule is jittered and a receiver's
 * `Retry-After` is heard; 410 has no meaning to Stripe.
 */
export const stripe = makeContract({
  name: "stripe",
  title: "Stripe",
  description: "Stripe's event envelope and Stripe-Signature header, nine attempts over three days.",
  policy: {
    schedule: [0, 60, 300, 1800, 7200, 18_000, 36_000, 64_800, 86_400],
    timeoutMs: 20_000,
    ordering: "none",
    isJittered: true,
    honoursRetryAfter: true,
    disablesOn410: false,
    afterLast: "failed",
  },
  envelope({ id, type, createdAt, data }) {
    const created = Math.floor(Date.parse(createdAt) / 1000);
    return `{"id":${quote(id)},"object":"event","created":${created},"type":${quote(type)},"data":{"object":${data}}}`;
  },
  scheme,
});
