/** What a sender knows of what it sent. */
export interface SentEvent {
  /** The sender's own number of the event; it travels in `data.ref`. */
  ref: number;
  kind: string;
  orderingKey: string | null;
}

/** A request, over all its repeats. Times are of `performance.now()`. */
export interface Sent {
  events: readonly SentEvent[];
  idempotencyKey: string | null;
  isBatch: boolean;
  sentAt: number;
  /** Null until an answer of 202 came: what became of the request is then unknown. */
  acknowledgedAt: number | null;
  eventIds: readonly string[];
  tries: number;
  wasReplayed: boolean;
}

/** A request that has not gone out. */
export function toSend(events: readonly SentEvent[], idempotencyKey: string | null, isBatch: boolean): Sent {
  return {
    events,
    idempotencyKey,
    isBatch,
    sentAt: performance.now(),
    acknowledgedAt: null,
    eventIds: [],
    tries: 0,
    wasReplayed: false,
  };
}

/** The HTTP request. */
export function toRequest({ events, isBatch, idempotencyKey }: Sent, apiKey: string) {
  const bodies = events.map(toBody);
  return {
    method: "POST",
    path: isBatch ? "/v1/events/batch" : "/v1/events",
    headers: {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      ...(idempotencyKey !== null && { "idempotency-key": idempotencyKey }),
    },
    body: JSON.stringify(isBatch ? { events: bodies } : bodies[0]),
  } as const;
}

/** Notes what the 202 said. */
export function noteAnswer(request: Sent, headers: Record<string, string | string[] | undefined>, text: string): void {
  const answer = JSON.parse(text);
  request.eventIds = (request.isBatch ? answer.events : [answer]).map((event: { id: string }) => event.id);
  request.wasReplayed = headers["idempotency-replayed"] === "true";
}

const PADDING = "x".repeat(560);

function toBody({ ref, kind, orderingKey }: SentEvent): object {
  return { type: kind, data: { ref, padding: PADDING }, ...(orderingKey !== null && { ordering_key: orderingKey }) };
}
