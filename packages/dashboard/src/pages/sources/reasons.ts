import type { Verdict } from "./queries.ts";

/** What a verdict means, for who sees it for the first time. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  accepted: "Genuine, and it made at least one event.",
  duplicate: "Genuine, and all of its events had come before. Nothing was sent again.",
  ignored: "Genuine, and it tells of nothing that becomes an event.",
  rejected: "Not taken. The platform was told so, and no event was made.",
};

const WRONG_SECRET = "The secret here and the one at the platform differ. Copy it once more, without spaces around it.";
const OTHER_FORM = "It is not of the form that the platform uses. Is this the right platform?";
const CLOCK = "The sender's time is too far from this machine's. Look at both clocks, or allow more under Settings.";

/** By the receiver's stable reasons: what to do about each. */
const ADVICE: Readonly<Record<string, string>> = {
  signature_missing:
    "It came without a signature: is a secret set at the platform? A stranger's request looks like this.",
  signature_repeated: "Its signature came twice. Does a proxy copy headers?",
  signature_malformed: OTHER_FORM,
  signature_version_unknown: `No signature is of a version that the secret here can check. ${OTHER_FORM}`,
  signature_mismatch: `${WRONG_SECRET} A proxy that changes the body has the same effect.`,
  timestamp_missing: "It came without the time that the platform signs.",
  timestamp_repeated: "Its time came twice. Does a proxy copy headers?",
  timestamp_malformed: OTHER_FORM,
  timestamp_outside_tolerance: CLOCK,
  id_missing: "It came without the id that the platform signs.",
  id_repeated: "Its id came twice. Does a proxy copy headers?",
  id_malformed: OTHER_FORM,
  secret_invalid: "There is no secret here that it can be verified with. Enter one under Settings.",
  method_not_allowed: "The platform sends with another method. A browser that opens the address looks like this.",
  handshake_refused: "The challenge was not for this source: the verify token there and the one here differ.",
  unknown_topic: "The platform asked about a subscription that was not made from here.",
  token_claim_mismatch: "The token is genuine, and made for another audience or by another account.",
  keys_unavailable: "The platform's public keys could not be fetched. It will send again.",
  ip_not_allowed: "The sender's address is none of those that are allowed under Settings.",
  body_too_large: "The body is longer than this hub takes: TABELLARY_MAX_PAYLOAD_BYTES.",
  unparsable: "It was genuine, and not of the platform's form. It can be replayed once that is understood.",
  source_paused: "The source was switched off when it came.",
  unknown_event: "It tells of nothing that becomes an event, such as a ping.",
};

/** A sentence; empty where the reason is enough. */
export function adviceOn(reason: string): string {
  return Object.hasOwn(ADVICE, reason) ? (ADVICE[reason] ?? "") : "";
}
