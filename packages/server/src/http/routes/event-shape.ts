import { type Static, Type } from "typebox";
import type { Snapshot } from "../../catalogue/snapshot.ts";
import type { AcceptedEvent } from "../../engine/requests.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId, isoTimeOfId, timeOfId } from "../../model/ids.ts";
import { sourceIdOf } from "../../model/inbound-id.ts";
import type { ListedEvent } from "../../store/reads.ts";
import { line, named, nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { isHidden } from "./delivery-find.ts";

/** Any JSON object, kept as it is. */
export const JsonData = Type.Unsafe<JsonObject>({ type: "object", description: "A JSON object." });

export const eventFields = {
  type: Type.String({ description: "1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore: `comment.created`." }),
  data: JsonData,
  external_id: Type.Optional(
    line({ minLength: 1, maxLength: 255, description: "Your own id; unique within the site." }),
  ),
  occurred_at: Type.Optional(Type.String({ maxLength: 64, description: "RFC 3339: when it happened, if not now." })),
  ordering_key: Type.Optional(
    line({ minLength: 1, maxLength: 255, description: "For webhooks with `ordering: key`." }),
  ),
};

export const AcceptedShape = strict({
  id: Type.String(),
  type: Type.String(),
  created_at: Time,
  deliveries: Type.Integer({ description: "How many webhooks it is owed to." }),
});

const rowFields = {
  id: Type.String(),
  type: Type.String(),
  created_at: Time,
  occurred_at: nullable(Time),
  external_id: nullable(Type.String()),
  ordering_key: nullable(Type.String()),
  source_id: nullable(Type.String({ description: "The source that told of it; null for an event of the API." })),
  message_id: nullable(Type.String({ description: "The inbound message that told of it." })),
};

export const EventRow = strict(
  { ...rowFields, deliveries: Type.Integer({ description: "How many webhooks it was owed to." }) },
  { $id: "Event" },
);

export const FateShape = strict({
  webhook_id: Type.String(),
  url: Type.String(),
  outcome: oneOf([
    "matched",
    "sent_with_message",
    "inactive",
    "not_subscribed",
    "other_source",
    "filtered",
    "created_later",
    "not_tested",
  ]),
  detail: Type.String({ description: "The same in a sentence." }),
});

export const EventDetail = strict(
  {
    ...rowFields,
    data: JsonData,
    deliveries: Type.Optional(Type.Array(named("Delivery"))),
    webhooks: Type.Optional(
      Type.Array(FateShape, { description: "For every webhook of the site, why it got the event or did not." }),
    ),
  },
  { $id: "EventDetail" },
);

export function showAccepted({ seq, type, deliveries }: AcceptedEvent): Static<typeof AcceptedShape> {
  return { id: formatId("evt", seq), type, created_at: isoTimeOfId(seq), deliveries };
}

export function showEvent(event: ListedEvent, snapshot: Snapshot): Static<typeof EventRow> {
  const deliveries = event.targets.filter((webhookNo) => !isHidden(snapshot, webhookNo)).length;
  return { ...showFacts(event), deliveries };
}

export function showFacts(event: ListedEvent) {
  return {
    id: formatId("evt", event.seq),
    type: event.type,
    created_at: toIso(timeOfId(event.seq)),
    occurred_at: event.occurredAt === null ? null : toIso(event.occurredAt),
    external_id: event.externalId,
    ordering_key: event.orderingKey,
    source_id: sourceOf(event),
    message_id: event.messageSeq === null ? null : formatId("msg", event.messageSeq),
  };
}

function sourceOf({ messageSeq, externalId }: ListedEvent): string | null {
  return messageSeq === null || externalId === null ? null : sourceIdOf(externalId);
}
