/** What a history is: so many events over the last days, all delivered or given up, with every attempt logged. */

export interface HistoryShape {
  events: number;
  /** Each event goes to one of so many webhooks, in turn. */
  webhooks: number;
  /** The events are spread evenly over so many days, up to ten minutes ago. */
  days: number;
  /** What an event's data has as canonical JSON. */
  payloadBytes: number;
}

export const HISTORY: HistoryShape = { events: 1_000_000, webhooks: 20, days: 40, payloadBytes: 700 };

/** Seals the webhooks' secrets: a hub on a history is started with it, as TABELLARY_MASTER_KEY. */
export const MASTER_KEY = Buffer.from("the master key of every history.").toString("base64");

/** Seconds before each attempt, for every webhook of a history. */
export const RETRY_SCHEDULE = [0, 30, 300] as const;

/** Of a thousand deliveries so many fail at every attempt, and so many only at their first. */
export const FAILED_PER_MILLE = 30;
export const REPEATED_PER_MILLE = 10;

/** A webhook's types, and how many of a thousand of its events are at most that rare. */
export const KINDS = [
  { name: "comment.removed", perMille: 1 },
  { name: "comment.edited", perMille: 100 },
  { name: "comment.created", perMille: 1_000 },
] as const;

/** Webhooks are numbered from 1, and take `forum7.*`. */
export function typesOf(webhookNo: number): string[] {
  return KINDS.map(({ name }) => `forum${webhookNo}.${name}`);
}

const PAYLOAD_BYTES_MIN = 40;
const DAY_MS = 24 * 3_600_000;

/** @throws RangeError for what cannot be built */
export function checkShape({ events, webhooks, days, payloadBytes }: HistoryShape): void {
  const counts = { events, webhooks, days, payloadBytes };
  for (const [name, count] of Object.entries(counts)) {
    if (!Number.isSafeInteger(count) || count < 1) throw new RangeError(`${name} is ${count}; it must be 1 or more`);
  }
  if (payloadBytes < PAYLOAD_BYTES_MIN) {
    throw new RangeError(`payloadBytes is ${payloadBytes}; it must be ${PAYLOAD_BYTES_MIN} or more`);
  }
  if (events > days * DAY_MS) throw new RangeError(`${days} days have fewer milliseconds than ${events} events need`);
}

/** About ten minutes: by then the last retry of the last event has been made. */
const SETTLED_MS = 10 * 60_000;

/** Sites and webhooks are there for a minute before the first event. */
export const EARLIER_MS = 60_000;

/** The first and the last millisecond of a history that is built at `now`. */
export function spanOf({ days }: HistoryShape, now: number): { from: number; to: number } {
  const to = now - SETTLED_MS;
  return { from: to - days * DAY_MS, to };
}
