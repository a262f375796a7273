/** WebSub, the subscriber's side. https://www.w3.org/TR/websub/ */
import { type DigestHeader, digestHeader } from "@tabellary/contracts/schemes";
import { answerText } from "../answer.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { readHeaderText } from "./headers.ts";
import type { Greeting, Incoming, Verdict } from "./platform.ts";
import { isOneOf, verifyScheme } from "./signature.ts";

const HEADER = "X-Hub-Signature";

/** The methods of the recommendation's section 8. */
const METHODS = ["sha1", "sha256", "sha384", "sha512"] as const satisfies readonly DigestHeader["algorithm"][];
const schemes = METHODS.map((algorithm) => ({
  prefix: `${algorithm}=`,
  scheme: digestHeader({ header: HEADER, algorithm, encoding: "hex", prefix: `${algorithm}=` }),
}));
/** The oldest of them, which every hub has. */
export const webSubSignature = schemes[0]!.scheme;

/** `X-Hub-Signature: <method>=<hex>` over the body, keyed with the secret of the subscription. */
export function verifyWebSub(incoming: Incoming, credential: string): Verdict {
  const value = readHeaderText(incoming.headers, HEADER) ?? "";
  const { scheme } = schemes.find(({ prefix }) => value.startsWith(prefix)) ?? schemes[0]!;
  return verifyScheme(scheme, incoming, credential);
}

const CHALLENGE = /^[\x21-\x7e]{1,512}$/;
/** Ten years: longer is no lease but a mistake. */
const LEASE_SECONDS_MAX = 315_360_000;
/** Thirty days. The question is signed by nobody: whoever renews by it is not put off for longer, and may renew early. */
const LEASE_SECONDS_COUNTED = 2_592_000;

export interface WebSubRules {
  isOurs: (topic: string) => boolean;
  /** What was given as `hub.verify_token`, where the hub is of before WebSub. Empty: none was. */
  verifyTokens: readonly string[];
}

/**
 * The hub's question whether a subscription was asked for: `hub.mode`, `hub.topic`, `hub.challenge`,
 * `hub.lease_seconds`. Only for a topic of ours the answer is the challenge. `denied` needs no answer but 2xx. No lease
 * counts for longer than thirty days.
 */
export function greetHub(incoming: Incoming, { isOurs, verifyTokens }: WebSubRules): Greeting | Refusal | undefined {
  if (incoming.method !== "GET") return undefined;
  const asked = new URLSearchParams(incoming.query);
  const mode = asked.get("hub.mode");
  if (mode === null) return undefined;
  const topic = asked.get("hub.topic") ?? "";
  if (!isOurs(topic)) return refuse("unknown_topic", `No subscription of ours has the topic "${topic.slice(0, 200)}".`);
  if (mode === "denied") {
    const reason = asked.get("hub.reason");
    const subscription = { topic, state: "denied", endsAtMs: null, ...(reason !== null && { reason }) } as const;
    return { answer: answerText(200, ""), subscription };
  }
  if (verifyTokens.length > 0 && !isOneOf(asked.get("hub.verify_token") ?? "", verifyTokens)) {
    return refuse("handshake_refused", "hub.verify_token is not the verifyToken that was configured.");
  }
  return confirm(asked, mode, topic, incoming.nowMs);
}

function confirm(asked: URLSearchParams, mode: string, topic: string, nowMs: number): Greeting | Refusal {
  const challenge = asked.get("hub.challenge") ?? "";
  if (!CHALLENGE.test(challenge)) return refuse("handshake_refused", "hub.challenge is missing or none of a hub's.");
  const answer = answerText(200, challenge);
  if (mode === "unsubscribe") return { answer, subscription: { topic, state: "ended", endsAtMs: null } };
  if (mode !== "subscribe") return refuse("handshake_refused", `hub.mode is "${mode.slice(0, 40)}".`);
  const lease = asked.get("hub.lease_seconds") ?? "";
  // The recommendation wants one with each subscription: without it nobody knows when to renew.
  if (!/^\d{1,9}$/.test(lease) || Number(lease) === 0 || Number(lease) > LEASE_SECONDS_MAX) {
    return refuse("handshake_refused", "hub.lease_seconds is missing, or no number of seconds.");
  }
  const seconds = Math.min(Number(lease), LEASE_SECONDS_COUNTED);
  return { answer, subscription: { topic, state: "active", endsAtMs: nowMs + seconds * 1000 } };
}
