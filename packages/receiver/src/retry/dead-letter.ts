/** What was given up, in the form in which it is kept and can be replayed. */
import type { WebhookEvent } from "../event.ts";
import type { JsonObject } from "../json/fields.ts";

export interface DeadLetter {
  event: WebhookEvent;
  /** What the last attempt threw. */
  error: unknown;
  /** How often it was tried. */
  attempts: number;
  givenUpAtMs: number;
  /** What keeps its events apart in the store. Undefined: the event's platform. */
  source?: string | undefined;
}

/**
 * The unified envelope with `source` and `given_up: {at, attempts, error}`: a line that `WebhookReplay` takes. What the
 * handler threw is text here, for it may hold anything.
 */
export function deadLetterRecord({ event, error, attempts, givenUpAtMs, source }: DeadLetter): JsonObject {
  const at = new Date(givenUpAtMs).toISOString();
  return {
    ...event.toJSON(),
    ...(source !== undefined && { source }),
    given_up: { at, attempts, error: String(error) },
  };
}
