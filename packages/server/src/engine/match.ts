import { createHash } from "node:crypto";
import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import { isSubscribed } from "../model/event-type.ts";
import type { WebhookConfig } from "../model/webhook.ts";

/** Why a webhook gets an event or does not. */
export type Fate = "matched" | "inactive" | "not_subscribed";

export function fateOf(config: Pick<WebhookConfig, "active" | "events">, type: string): Fate {
  if (!isSubscribed(config.events, type)) return "not_subscribed";
  return config.active ? "matched" : "inactive";
}

/** The only lane of a webhook that is ordered as a whole. */
const WHOLE_WEBHOOK = 0n;

/** The ordered lane that an event joins at a webhook; null where no order is promised. */
export function laneKeyOf(webhook: CataloguedWebhook, orderingKey: string | null): bigint | null {
  switch (webhook.terms.ordering) {
    case "none":
      return null;
    case "webhook":
      return WHOLE_WEBHOOK;
    case "key":
      return orderingKey === null ? null : hashOf(orderingKey);
  }
}

/** 62 bits, never 0. Two keys that share them share a lane: order holds, only independence is lost. */
function hashOf(orderingKey: string): bigint {
  const digest = createHash("sha256").update(orderingKey).digest();
  return (digest.readBigUInt64BE() >> 2n) | 1n;
}
