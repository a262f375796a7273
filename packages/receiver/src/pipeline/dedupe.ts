/** The third step: has it been handled already? */
import type { WebhookEvent } from "../event.ts";
import type { Claim, DedupeStore, Lease } from "../stores/store.ts";

export interface DedupeInput {
  store: DedupeStore;
  events: readonly WebhookEvent[];
  /** Keeps apart what must not be taken for repeats of one another, such as two accounts. Default: the platform. */
  source?: string | undefined;
  lease: Lease;
}

/** An event with what the store said of it. */
export interface Judged {
  event: WebhookEvent;
  key: string;
  claim: Claim;
}

/**
 * Claims each event. Whoever handles a `claimed` one must `complete` or `release` its key under the same lease.
 * @throws StoreUnavailableError as the store does
 */
export async function dedupe({ store, events, source, lease }: DedupeInput): Promise<readonly Judged[]> {
  if (events.length === 0) return [];
  const keys = events.map((event) => dedupeKey(event, source));
  const claims = await store.claim(keys, lease);
  return events.map((event, i) => ({ event, key: keys[i]!, claim: claims[i]! }));
}

export function dedupeKey({ platform, eventId }: WebhookEvent, source = platform): string {
  return `${source}|${eventId}`;
}
