import { type Static, Type } from "typebox";
import { ATTEMPT, DEPTH_AT, LATENCY, PLACE, quantile } from "../../model/figures.ts";
import { nullable, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

const Count = (description?: string) => nullable(Type.Integer(description === undefined ? {} : { description }));
export const Milliseconds = (description: string) => nullable(Type.Number({ description }));

/** What is told of a stretch of time. Counts are null where nobody was there to count. */
export const figureFields = {
  events: Count("Accepted. Of a webhook: those that it was owed."),
  deliveries: strict(
    { success: Count(), failed: Count(), cancelled: Count() },
    { description: "That ended then, by how." },
  ),
  attempts: Count(),
  attempts_failed: Count(),
  retries: Count("Failed attempts after which there will be another."),
  p50_ms: Milliseconds("How long attempts took: half of them at most this."),
  p99_ms: Milliseconds("How long attempts took: all but one in a hundred at most this."),
  latency_p50_ms: Milliseconds("From an event's acceptance to the first success of a delivery, waits included."),
  latency_p99_ms: Milliseconds("The same of all but one in a hundred."),
  queue_depth: Count("Deliveries owed, at most in that time; up to 50,000 are counted. Null for a webhook."),
  messages: strict(
    { accepted: Count(), duplicate: Count(), ignored: Count(), rejected: Count() },
    { description: "Of sources, by verdict. Null for a webhook." },
  ),
};

export const FigurePoint = strict({ at: Time, ...figureFields }, { $id: "FigurePoint" });
export const FigureTotals = strict(figureFields, { $id: "FigureTotals" });

/** `values` null: nobody was there to count. */
export function showFigures(values: ArrayLike<number> | null, isOfWebhook: boolean): Static<typeof FigureTotals> {
  const count = (place: number) => values?.[place] ?? null;
  const ofAll = (place: number) => (isOfWebhook ? null : count(place));
  const ms = (histogram: typeof ATTEMPT, share: number) => values && rounded(quantile(values, histogram, share));
  return {
    events: count(PLACE.events),
    deliveries: { success: count(PLACE.success), failed: count(PLACE.failed), cancelled: count(PLACE.cancelled) },
    attempts: count(PLACE.attempts),
    attempts_failed: count(PLACE.attempts_failed),
    retries: count(PLACE.retries),
    p50_ms: ms(ATTEMPT, 0.5),
    p99_ms: ms(ATTEMPT, 0.99),
    latency_p50_ms: ms(LATENCY, 0.5),
    latency_p99_ms: ms(LATENCY, 0.99),
    queue_depth: ofAll(DEPTH_AT),
    messages: {
      accepted: ofAll(PLACE.messages_accepted),
      duplicate: ofAll(PLACE.messages_duplicate),
      ignored: ofAll(PLACE.messages_ignored),
      rejected: ofAll(PLACE.messages_rejected),
    },
  };
}

export function showPoint(
  at: number,
  values: ArrayLike<number> | null,
  isOfWebhook: boolean,
): Static<typeof FigurePoint> {
  return { at: toIso(at), ...showFigures(values, isOfWebhook) };
}

/** A tenth of a millisecond is more than the buckets know. */
export function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
