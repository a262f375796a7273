/**
 * What Meta's platforms share: handshake, signature, envelope.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started
 */
import { digestHeader } from "@tabellary/contracts/schemes";
import { answerText } from "../answer.ts";
import { at, idAt, isObject, listAt, textAt, timeAt } from "../json/fields.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { AnswerRule, CredentialField, Greeting, Incoming, Verdict } from "./platform.ts";
import { isOneOf, verifyScheme } from "./signature.ts";

export const metaCredentials = [
  {
    name: "appSecret",
    description:
      "The App Secret: App Dashboard, Settings, Basic. Apps with Instagram Login have an Instagram App Secret of their own.",
    isRequired: true,
    isSecret: true,
  },
  {
    name: "verifyToken",
    description: "The text that you entered as Verify Token beside the callback URL.",
    isRequired: true,
    isSecret: true,
  },
] as const satisfies readonly CredentialField[];

export const metaAnswer: AnswerRule = {
  deadlineMs: null,
  success: [200],
  retries: "At once, then ever less often for 36 hours.",
};

/** How long Meta waits is published nowhere. */
export const META_UNCONFIRMED = "The time limit of a request is not published; 5 to 20 seconds are told by others.";

export const metaSignature = digestHeader({
  header: "X-Hub-Signature-256",
  algorithm: "sha256",
  encoding: "hex",
  prefix: "sha256=",
});

/** `sha256=` and the hex HMAC-SHA256 of the raw body. The SHA-1 header that comes beside it is not looked at. */
export function verifyMeta(incoming: Incoming): Verdict {
  return verifyScheme(metaSignature, incoming, "appSecret");
}

/** A challenge is shown back: short, and nothing that could be markup. */
const CHALLENGE = /^[A-Za-z0-9._~-]{1,512}$/;

/** `?hub.mode=subscribe&hub.verify_token=…&hub.challenge=…` → the challenge. */
export function greetMeta({ method, query, credentials }: Incoming): Greeting | Refusal | undefined {
  if (method !== "GET") return undefined;
  const asked = new URLSearchParams(query);
  const challenge = asked.get("hub.challenge");
  if (challenge === null) return undefined;
  if (asked.get("hub.mode") !== "subscribe" || !CHALLENGE.test(challenge)) {
    return refuse("handshake_refused", "hub.mode is not subscribe, or hub.challenge is none of Meta's.");
  }
  if (!isOneOf(asked.get("hub.verify_token") ?? "", credentials.verifyToken)) {
    return refuse("handshake_refused", "hub.verify_token is not the verifyToken that was configured.");
  }
  return { answer: answerText(200, challenge) };
}

/** One change of an entry, with what the entry says of it. */
export interface Change {
  entryId: string | undefined;
  /** When Meta sent it, ISO 8601. */
  sentAt: string | null;
  field: string;
  value: unknown;
  native: unknown;
}

/**
 * The changes of a payload, up to a thousand. Read too: an outer list and a change that lies on its entry directly, as
 * some examples of the documentation have them; `changed_fields`, without values; `messaging`.
 */
export function changesOf(payload: unknown): readonly Change[] {
  const envelopes = Array.isArray(payload) ? payload : [payload];
  if (!envelopes.every((one) => isObject(one) && Array.isArray(one.entry))) throw new TypeError("there is no entry");
  return envelopes.flatMap((one) => listAt(one, "entry")).flatMap(changesOfEntry);
}

function changesOfEntry(entry: unknown): Change[] {
  const common = { entryId: idAt(entry, "id"), sentAt: timeAt(entry, ["time"]) };
  const changes = textAt(entry, "field") === undefined ? listAt(entry, "changes") : [entry];
  return [
    ...changes.flatMap((change) => {
      const field = textAt(change, "field");
      return field === undefined ? [] : [{ ...common, field, value: at(change, "value"), native: change }];
    }),
    ...listAt(entry, "changed_fields").flatMap((field) =>
      typeof field === "string" ? [{ ...common, field, value: undefined, native: entry }] : [],
    ),
    ...listAt(entry, "messaging").map((value) => ({ ...common, field: "messaging", value, native: value })),
  ];
}

/** What Graph API answers to what it has done: `{"success": true}`; in some examples the text `"true"`. */
export function saysSuccess(answer: unknown): boolean {
  return String(at(answer, "success")) === "true";
}
