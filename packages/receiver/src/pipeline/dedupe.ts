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
  const keys = events.map((event) => dedupeKey(event, source));
  const distinct = [...new Set(keys)];
  const claims = distinct.length === 0 ? [] : await store.claim(distinct, lease);
  const claimOf = new Map(distinct.map((key, i) => [key, claims[i]!]));
  return events.map((event, i) => {
    const key = keys[i]!;
    // A batch that has an event twice has a repeat in itself, and nobody else is at that.
    const isRepeat = distinct.length < keys.length && keys.indexOf(key) < i;
    return { event, key, claim: isRepeat ? "done" : claimOf.get(key)! };
  });
}

export function dedupeKey({ platform, eventId }: WebhookEvent, source = platform): string {
  return `${source}|${eventId}`;
}
