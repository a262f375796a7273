import { type Static, Type } from "typebox";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import { DELIVERY_STATUSES, type DeliveryStatus } from "../../model/delivery.ts";
import { TEST_EVENT_TYPE } from "../../model/event-type.ts";
import { formatId, timeOfId } from "../../model/ids.ts";
import type { StoredDelivery } from "../../store/reads.ts";
import { nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { AttemptShape } from "./attempt-shape.ts";

export const StatusShape = oneOf(
  DELIVERY_STATUSES,
  "`held`: its webhook is inactive. `cancelling`: an attempt is under way, after which it ends.",
);

const outcomeFields = {
  status: StatusShape,
  status_code: nullable(Type.Integer({ description: "Of the last attempt; null when nothing answered." })),
  attempts: Type.Integer({ description: "How many were made." }),
  delivered_at: Type.Optional(Time),
  error: Type.Optional(Type.String({ description: "Of the last attempt, when it failed." })),
};

const rowFields = {
  id: Type.String(),
  event_id: Type.String(),
  webhook_id: Type.String(),
  event_type: Type.String(),
  ...outcomeFields,
  created_at: Time,
  next_attempt_at: Type.Optional(Time),
};

export const DeliveryRow = strict(rowFields, { $id: "Delivery" });

export const DeliveryDetail = strict(
  {
    ...rowFields,
    planned_attempts: Type.Array(Time, { description: "Every attempt still to come, if each one before it fails." }),
    sequence: nullable(Type.Integer({ description: "The place in an ordered lane." })),
    log: Type.Array(AttemptShape, { description: "The attempts, oldest first." }),
  },
  { $id: "DeliveryDetail" },
);

/** The row of `GET /v1/webhooks/{id}/deliveries`. */
export const WebhookDeliveryRow = strict({ id: Type.String(), event_id: Type.String(), ...outcomeFields });

/** `webhook` is undefined when it was deleted: then what is owed will be ended, and counts as cancelled. */
export function statusOf(row: StoredDelivery, webhook: CataloguedWebhook | undefined): DeliveryStatus {
  if (row.status !== null) return row.status;
  if (webhook === undefined) return "cancelled";
  if (row.isCancelling) return "cancelling";
  const isHeld = !webhook.config.active && !row.isClaimed && row.type !== TEST_EVENT_TYPE;
  return isHeld ? "held" : "pending";
}

export function showDelivery(
  row: StoredDelivery,
  webhookId: bigint,
  webhook: CataloguedWebhook | undefined,
): Static<typeof DeliveryRow> {
  const outcome = showOutcome(row, webhook);
  const isDue = outcome.status === "pending" && row.due !== null;
  return {
    id: formatId("del", row.seq),
    event_id: formatId("evt", row.eventSeq),
    webhook_id: formatId("hook", webhookId),
    event_type: row.type,
    ...outcome,
    created_at: toIso(timeOfId(row.seq)),
    ...(isDue && { next_attempt_at: toIso(row.due!) }),
  };
}

export function showWebhookDelivery(
  row: StoredDelivery,
  webhook: CataloguedWebhook,
): Static<typeof WebhookDeliveryRow> {
  return { id: formatId("del", row.seq), event_id: formatId("evt", row.eventSeq), ...showOutcome(row, webhook) };
}

function showOutcome(row: StoredDelivery, webhook: CataloguedWebhook | undefined) {
  const status = statusOf(row, webhook);
  return {
    status,
    status_code: row.statusCode,
    attempts: row.attempts,
    ...(status === "success" && row.endedAt !== null && { delivered_at: toIso(row.endedAt) }),
    ...(status !== "success" && row.error !== null && { error: row.error }),
  };
}
