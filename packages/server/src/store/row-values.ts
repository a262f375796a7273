/** What both engines store in the same way. */
import type { DeliveryEnd } from "../model/delivery.ts";
import { ID_STEP } from "../model/ids.ts";
import { MESSAGE_ORIGINS, MESSAGE_VERDICTS, type MessageOrigin, type MessageVerdict } from "../model/message.ts";
import type { WebhookConfig } from "../model/webhook.ts";

const ENDS: readonly DeliveryEnd[] = ["success", "failed", "cancelled"];

export function endToNumber(status: DeliveryEnd): number {
  return ENDS.indexOf(status) + 1;
}

export function endFromNumber(value: number): DeliveryEnd {
  return ENDS[value - 1]!;
}

export function verdictToNumber(verdict: MessageVerdict): number {
  return MESSAGE_VERDICTS.indexOf(verdict) + 1;
}

export function verdictFromNumber(value: number): MessageVerdict {
  return MESSAGE_VERDICTS[value - 1]!;
}

export function originToNumber(origin: MessageOrigin): number {
  return MESSAGE_ORIGINS.indexOf(origin) + 1;
}

export function originFromNumber(value: number): MessageOrigin {
  return MESSAGE_ORIGINS[value - 1]!;
}

/** What a webhook of the hub's own is known by in its site; null for one that somebody made. */
export function innerKey({ inner }: Pick<WebhookConfig, "inner">): string | null {
  return inner === undefined ? null : `${inner.kind} ${inner.key}`;
}

/** The id of an event's delivery to its target number `place` (1, 2, …). */
export function deliverySeq(eventSeq: bigint, place: number): bigint {
  return eventSeq + BigInt(place) * ID_STEP;
}

export function eventSeqOf(seq: bigint, place: bigint): bigint {
  return seq - place * ID_STEP;
}
