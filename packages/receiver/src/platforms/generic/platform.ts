import { unifiedTypes } from "../../event.ts";
import type { Platform } from "../platform.ts";
import { normaliseGeneric } from "./normalise.ts";
import { verifyGeneric } from "./verify.ts";

/**
 * Whoever signs with one HMAC in one header. With a secret alone: `X-Webhook-Signature`, the bare hex HMAC-SHA256 of the
 * body, and Standard Webhooks headers beside it where they are sent. How another's header looks is said by credentials:
 * `{ secret, header: "X-Acme-Signature", prefix: "sha256=" }`.
 */
export const generic = {
  name: "generic",
  aliases: ["hmac"],
  title: "Generic HMAC",
  status: "confirmed",
  facts: {
    sources: ["https://github.com/tot0p/docs-template/blob/main/assets/docs/API-Reference/Webhooks.md"],
    unconfirmed: [],
  },
  credentials: [
    { name: "secret", description: "The secret that the sender signs with.", isRequired: true, isSecret: true },
    option("header", "The header with the signature. Left out: X-Webhook-Signature."),
    option("algorithm", "sha1, sha256 or sha512. Left out: sha256."),
    option("encoding", "hex or base64. Left out: hex."),
    option("prefix", "What stands before the digest, such as sha256=. Left out: nothing."),
    option("signed", "What is signed: {{body}}, and around it text, {{timestamp}} and {{id}}. Left out: {{body}}."),
    option("timestampHeader", "The header with the time, where there is one: five minutes to either side."),
    option("timestampUnit", "s or ms. Left out: s."),
    option("idHeader", "The header with the message's id, where it is signed."),
  ],
  answer: { deadlineMs: null, success: "2xx", retries: "The sender's affair." },
  verify: verifyGeneric,
  unified: unifiedTypes,
  normalise: normaliseGeneric,
  register: { kind: "portal", portal: "Where the sender lets you enter an address for webhooks." },
} as const satisfies Platform;

function option<Name extends string>(name: Name, description: string) {
  return { name, description, isRequired: false, isSecret: false } as const;
}
