import { answerJson } from "../../answer.ts";
import { at, idAt, isObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { type Refusal, refuse } from "../../refusal.ts";
import { readHeaderText } from "../headers.ts";
import type { Draft, Greeting, Incoming, Platform, Verdict } from "../platform.ts";
import { verifyToken } from "../token.ts";
import { oktaRegistrar } from "./register.ts";

const CHALLENGE_HEADER = "X-Okta-Verification-Challenge";
/** What comes back is put into JSON, and Okta's challenges are of these letters. */
const CHALLENGE = /^[A-Za-z0-9_-]{1,256}$/;

/**
 * Okta's event hooks. Nothing is signed: a secret in a header says who sends, and nothing of the body. HTTPS does the
 * rest, so the receiver must not be reachable without it.
 */
export const okta = {
  name: "okta",
  aliases: [],
  title: "Okta",
  status: "unconfirmed",
  facts: {
    sources: [
      "https://developer.okta.com/docs/concepts/event-hooks/",
      "https://developer.okta.com/docs/reference/hooks-best-practices/",
      "https://support.okta.com/help/s/article/Unable-to-verify-event-hook-Hook-hook-name-execution-failed",
    ],
    unconfirmed: [
      "The body was read in Okta's own text in an older copy (eventID); samples of others have eventId. Both are read.",
      "The bodies of the API for event hooks were not read in Okta's own text.",
    ],
  },
  credentials: [
    {
      name: "secret",
      description: "The authentication secret of the event hook, whole: `Basic …` where that is what was entered.",
      isRequired: true,
      isSecret: true,
    },
    {
      name: "header",
      description: "The authentication field, the header that the secret comes in. Left out: Authorization.",
      isRequired: false,
      isSecret: false,
    },
  ],
  answer: { deadlineMs: 3000, success: [200, 204], retries: "One, after a time-out or an error." },
  handshake: answerChallenge,
  verify: verifyOkta,
  unified: [],
  normalise: normaliseOkta,
  register: oktaRegistrar,
} as const satisfies Platform;

/** The one-time verification: a GET with the challenge in a header → `{"verification":"…"}`. */
function answerChallenge({ method, headers }: Incoming): Greeting | Refusal | undefined {
  if (method !== "GET") return undefined;
  const challenge = readHeaderText(headers, CHALLENGE_HEADER);
  if (challenge === undefined) return undefined;
  if (!CHALLENGE.test(challenge)) return refuse("handshake_refused", "This challenge is none of Okta's.");
  return { answer: answerJson(200, { verification: challenge }) };
}

function verifyOkta(incoming: Incoming): Verdict {
  const { secret = [], header } = incoming.credentials;
  return verifyToken(incoming, header?.[0] ?? "Authorization", secret);
}

/** `{"eventType":"com.okta.event_hook","eventId","data":{"events":[<entries of the System Log>]}}` */
function normaliseOkta(payload: unknown): readonly Draft[] {
  if (!Array.isArray(at(payload, "data", "events"))) throw new TypeError("data.events is no list");
  const delivery = idAt(payload, "eventId") ?? idAt(payload, "eventID");
  return listAt(payload, "data", "events").map((event, index) => {
    const name = textAt(event, "eventType");
    if (!isObject(event) || name === undefined) throw new TypeError("an event has no eventType");
    const uuid = idAt(event, "uuid");
    const key = uuid !== undefined ? [uuid] : [...(delivery === undefined ? [] : [delivery]), String(index)];
    return { type: `okta.${name}`, key, timestamp: timeAt(event, ["published"]), data: event, native: event };
  });
}
