import { digestHeader, mistakenTextKeys, type TextKey } from "./scheme/digest-header.ts";
import { quote } from "./scheme/envelope.ts";
import { hasHeader } from "./scheme/headers.ts";
import { makeContract } from "./scheme/make-contract.ts";
import type { FormedScheme } from "./scheme/scheme.ts";
import { readTextSecret, readWhsec } from "./scheme/secret.ts";
import { type StandardKey, standardWebhooks } from "./scheme/standard-webhooks.ts";

/** The secret as it is written, and as a Standard Webhooks key when it is one. */
interface GenericKey {
  text: TextKey;
  standard?: StandardKey;
}

const bodyDigest = digestHeader({ header: "X-Webhook-Signature", algorithm: "sha256", encoding: "hex", prefix: "" });

/**
 * `X-Webhook-Signature` always, and the Standard Webhooks headers beside it when the secret can sign both. A receiver
 * that is shown both gets both verified: the second adds a signed id and time, which the first has not.
 */
export const genericScheme: FormedScheme<GenericKey> = {
  form: {
    kind: "digest-and-standard",
    digest: bodyDigest.form,
    toleranceSeconds: standardWebhooks.tolerance.seconds,
  },
  signatureHeaders: [...bodyDigest.signatureHeaders, ...standardWebhooks.signatureHeaders],
  headerNames: [...bodyDigest.headerNames, ...standardWebhooks.headerNames],
  tolerance: standardWebhooks.tolerance,
  isList: true,
  readKey(secret) {
    const text = readTextSecret(secret);
    if (text.key === undefined) return text;
    const bytes = readWhsec(secret);
    return { key: bytes === undefined ? { text: text.key } : { text: text.key, standard: { version: "v1", bytes } } };
  },
  sign(headers, message, keys) {
    const signer = keys[0]!;
    bodyDigest.sign(headers, message, [signer.text]);
    if (signer.standard === undefined) return;
    standardWebhooks.sign(
      headers,
      message,
      keys.flatMap((key) => key.standard ?? []),
    );
  },
  read(headers, secrets, isAgeChecked) {
    const digest = bodyDigest.read(headers, secrets, isAgeChecked);
    const isBoth = hasHeader(headers, "webhook-signature") && secrets.some((secret) => readWhsec(secret) !== undefined);
    if (!isBoth) return digest;
    const standard = standardWebhooks.read(headers, secrets, isAgeChecked);
    return {
      ...standard,
      // The digest goes first; `matches` tells it from the Standard Webhooks signatures by its place.
      signatures: [digest.signatures[0] ?? "", ...standard.signatures],
      failures: [...digest.failures, ...standard.failures],
    };
  },
  matches(reading, body, key) {
    if (!bodyDigest.matches(reading, body, key.text)) return false;
    if (reading.timestamp === undefined) return true;
    const standard = { ...reading, signatures: reading.signatures.slice(1) };
    return key.standard !== undefined && standardWebhooks.matches(standard, body, key.standard);
  },
  mistakenKeys: (secret) => mistakenTextKeys(secret).map(({ key, hint }) => ({ key: { text: key }, hint })),
};

/**
 * What most SaaS pages print: `X-Webhook-Signature`, the bare hex HMAC-SHA256 of the body with the secret exactly as
 * typed, a `whsec_` prefix included. When the secret is also a valid Standard Webhooks key, the Standard Webhooks
 * headers are sent as well (`webhook-id` is the event's id), so a receiver may use either.
 *
 * While a secret is rotated the first one alone makes `X-Webhook-Signature`, which has room for one signature;
 * `webhook-signature` lists one of each `whsec_` secret.
 */
export const generic = makeContract({
  name: "generic",
  title: "Generic",
  description: "Hex HMAC-SHA256 of the body in X-Webhook-Signature, and Standard Webhooks headers with a whsec_ key.",
  policy: {
    schedule: [0, 30, 300, 1800, 7200],
    timeoutMs: 15_000,
    ordering: "none",
    isJittered: false,
    honoursRetryAfter: true,
    disablesOn410: false,
    afterLast: "failed",
  },
  envelope: ({ id, type, createdAt, data }) =>
    `{"id":${quote(id)},"type":${quote(type)},"created_at":${quote(createdAt)},"data":${data}}`,
  scheme: genericScheme,
});
