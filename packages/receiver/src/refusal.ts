/** Why a request is not taken. Stable: code may branch on a reason; nothing should on a message. */
import type { Reason as SignatureReason } from "@tabellary/contracts";

export type Reason =
  | SignatureReason
  /** There is no platform of that name. */
  | "unknown_platform"
  /** The platform sends with another method. */
  | "method_not_allowed"
  /** The challenge was not for us: a wrong verify token, or a subscription that was not asked for. */
  | "handshake_refused"
  /** The subscription that a platform asks about is none of ours. */
  | "unknown_topic"
  /** A token is genuine, and made for another audience or by another account. */
  | "token_claim_mismatch"
  /** The platform's public keys could not be fetched, so nothing can be said of the token. */
  | "keys_unavailable"
  /** The sender's address is none of `allowedIps`. */
  | "ip_not_allowed"
  /** More requests of one address than `rateLimit` lets through. */
  | "rate_limited"
  /** The body is longer than `bodyBytesMax`. */
  | "body_too_large"
  /** A framework has parsed the body before we could read its bytes. */
  | "body_already_parsed"
  /** Genuine, and not what the platform's format is. */
  | "unparsable"
  /** It has been handled before. */
  | "duplicate"
  /** The owner has paused the source, and wants nothing of it. */
  | "source_paused"
  /** Nobody wants events of this type. */
  | "unknown_event"
  /** The dedupe store is away. */
  | "store_unavailable"
  /** More is being worked on than the handler's queue holds. */
  | "queue_full"
  /** Another copy of the event is being handled, and how that ends is not known yet. */
  | "in_progress"
  /** A handler threw, and the sender is to send again. */
  | "handler_failed"
  /** Something around the platforms threw: a guard, or a platform of the program's own. */
  | "receiver_failed";

export interface Refusal {
  ok: false;
  reason: Reason;
  /** A sentence for a log or a person; holds no secret and no valid signature. */
  message: string;
  /** When it is worth trying again, where that is known. */
  retryAfterMs?: number;
}

export function refuse(reason: Reason, message: string): Refusal {
  return { ok: false, reason, message };
}
