/** The HTTP answers of a receiver: what a platform is told. */
import type { Reason, Refusal } from "./refusal.ts";

export interface Answer {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Empty: no body. */
  body: string;
}

/** How long a sender is asked to wait when we cannot take a request just now. */
const RETRY_AFTER_SECONDS = 5;

export function answerText(status: number, body: string): Answer {
  // A challenge is text of somebody else's: no browser may take it for a page.
  const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
  return { status, headers, body };
}

export function answerJson(status: number, body: unknown): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** What is answered when a message has been taken, unless the platform wants something else. */
export const taken: Answer = answerJson(200, { status: "ok" });

/** A refusal as an answer. It names the kind of fault and nothing that would help to forge. */
export function answerRefusal({ reason, retryAfterMs }: Refusal): Answer {
  const { status, error } = describe(reason);
  if (status < 300) return taken;
  const answer = answerJson(status, { error });
  if (status !== 503 && status !== 429) return answer;
  const seconds = retryAfterMs === undefined ? RETRY_AFTER_SECONDS : Math.max(1, Math.ceil(retryAfterMs / 1000));
  return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
}

function describe(reason: Reason): { status: number; error: string } {
  switch (reason) {
    case "timestamp_missing":
    case "timestamp_repeated":
    case "timestamp_malformed":
    case "timestamp_outside_tolerance":
      return { status: 401, error: "Invalid timestamp" };
    case "signature_missing":
    case "signature_repeated":
    case "signature_malformed":
    case "signature_version_unknown":
    case "signature_mismatch":
    case "id_missing":
    case "id_repeated":
    case "id_malformed":
    case "secret_invalid":
    case "unsigned_contract":
    case "token_claim_mismatch":
      return { status: 401, error: "Invalid signature" };
    case "unparsable":
      return { status: 400, error: reason };
    case "ip_not_allowed":
    case "handshake_refused":
      return { status: 403, error: reason };
    case "unknown_platform":
    case "unknown_topic":
      return { status: 404, error: reason };
    case "method_not_allowed":
      return { status: 405, error: reason };
    case "body_too_large":
      return { status: 413, error: reason };
    case "rate_limited":
      return { status: 429, error: reason };
    // The sender keeps what it has and sends it again when we are mended.
    case "body_invalid":
    case "body_already_parsed":
      return { status: 503, error: "body_already_parsed" };
    case "keys_unavailable":
    case "store_unavailable":
    case "queue_full":
    case "in_progress":
    case "handler_failed":
    case "receiver_failed":
      return { status: 503, error: reason };
    // Genuine, and nothing to do: sending it again would change nothing.
    case "duplicate":
    case "source_paused":
    case "unknown_event":
      return { status: 200, error: reason };
  }
}
