import { createHash } from "node:crypto";
import { type CataloguedWebhook, conditionOf } from "../catalogue/catalogued-webhook.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import type { Condition } from "../model/condition/condition.ts";
import { holds } from "../model/condition/holds.ts";
import { isSubscribed, type JsonObject } from "../model/event-type.ts";
import { sourceIdOf } from "../model/inbound-id.ts";
import type { WebhookConfig } from "../model/webhook.ts";
import type { EventRequest } from "./requests.ts";

/** Why a webhook gets an event or does not. */
export type Fate = "matched" | "inactive" | "not_subscribed" | "other_source" | "filtered";

/** An event as far as it decides who gets it. */
export interface Candidate extends Omit<EventRequest, "value" | "also" | "isAlone"> {
  /** Null for an event of the API. */
  sourceId: string | null;
  /** What filters see. Made once, when the first asks. */
  document(): JsonObject;
}

export function toCandidate(request: EventRequest, isInbound: boolean): Candidate {
  const { value, also: _, isAlone: __, ...event } = request;
  const sourceId = isInbound && event.externalId !== null ? sourceIdOf(event.externalId) : null;
  let document: JsonObject | undefined;
  return {
    ...event,
    sourceId,
    document() {
      document ??= toDocument(event, sourceId, value ?? JSON.parse(event.data));
      return document;
    },
  };
}

function toDocument(event: EventRequest, sourceId: string | null, data: JsonObject): JsonObject {
  return {
    type: event.type,
    data,
    source_id: sourceId,
    external_id: event.externalId,
    occurred_at: event.occurredAt === null ? null : new Date(event.occurredAt).toISOString(),
    ordering_key: event.orderingKey,
  };
}

/** What an event was to a webhook of this configuration. */
export function fateOf(
  config: Pick<WebhookConfig, "active" | "events" | "filter" | "sources">,
  candidate: Candidate,
): Fate {
  if (!isSubscribed(config.events, candidate.type)) return "not_subscribed";
  const refusal = refusalOf({ config, filter: conditionOf(config) }, candidate);
  if (refusal !== null) return refusal;
  return config.active ? "matched" : "inactive";
}

/** The webhooks that get an event. */
export function takersOf(
  snapshot: Snapshot,
  siteNo: number,
  request: EventRequest,
  isInbound: boolean,
): readonly CataloguedWebhook[] {
  const addressed = addresseesOf(snapshot, siteNo, request);
  if (request.isAlone) return addressed;
  const subscribed = subscribersOf(snapshot, siteNo, request, isInbound);
  return addressed.length === 0 ? subscribed : [...subscribed, ...addressed];
}

function subscribersOf(
  snapshot: Snapshot,
  siteNo: number,
  request: EventRequest,
  isInbound: boolean,
): readonly CataloguedWebhook[] {
  const subscribed = snapshot.webhooksFor(siteNo, request.type);
  if (!subscribed.some(isChoosy)) return subscribed;
  const candidate = toCandidate(request, isInbound);
  return subscribed.filter((webhook) => refusalOf(webhook, candidate) === null);
}

const NOBODY: readonly CataloguedWebhook[] = [];

/** Whom the event is addressed to by name. */
function addresseesOf(snapshot: Snapshot, siteNo: number, { also }: EventRequest): readonly CataloguedWebhook[] {
  if (also === undefined || also.length === 0) return NOBODY;
  return also.flatMap((no) => {
    const webhook = snapshot.webhook(no);
    return webhook?.siteNo === siteNo ? [webhook] : [];
  });
}

/** Whether the type alone does not decide. */
function isChoosy({ filter, config }: CataloguedWebhook): boolean {
  return filter !== null || config.sources !== undefined;
}

function refusalOf(
  { config, filter }: { config: Pick<WebhookConfig, "sources">; filter: Condition | null },
  candidate: Candidate,
): "other_source" | "filtered" | null {
  const { sourceId } = candidate;
  if (config.sources !== undefined && (sourceId === null || !config.sources.includes(sourceId))) return "other_source";
  return filter === null || holds(filter, candidate.document()) ? null : "filtered";
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
