import type { DeliveryEnd } from "../model/delivery.ts";
import { timeOfId } from "../model/ids.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { MadeAttempt } from "./attempt.ts";

/** Counts an attempt that was sent, and what became of its delivery: null where it goes on. */
export function countAttempt(
  figures: FigureCounts,
  { webhookNo, scheduleFrom, event }: OwedDelivery,
  { attempt, endedAt }: MadeAttempt,
  ended: DeliveryEnd | null,
): void {
  const { siteNo } = event;
  figures.attemptEnded(webhookNo, siteNo, attempt.failure !== null, attempt.durationMs);
  if (ended === null) figures.retryPlanned(webhookNo, siteNo);
  else figures.deliveryEnded(webhookNo, siteNo, ended);
  // One that a person had sent again says nothing of how long its event took.
  const isFirst = ended === "success" && scheduleFrom === 0;
  if (isFirst) figures.succeededAfter(webhookNo, siteNo, Math.max(endedAt - timeOfId(event.seq), 0));
}
