import { Buckets, type Subscription } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { type Store, StoreError } from "../store/store.ts";
import { subscriptionNote } from "./notes.ts";

/** A platform that asks all the time, as X does, is noted no more often. */
const GAP_MS = 60_000;
/** So many are remembered to have been noted. */
const REMEMBERED_MAX = 10_000;
/**
 * What is agreed to, of each source: each lease once in days. A handshake is signed by nobody, so whoever knows the address
 * may make them up; what is then not noted is asked for again by whoever renews.
 */
const AGREED = { perSecond: 10, burst: 500, bucketsMax: 10_000 };

/** `handshake`: when the platform was answered last, in milliseconds since 1970. */
export interface HandshakeNote {
  at: number;
}

export const HANDSHAKE = "handshake";

export interface HandshakesDeps {
  store: Pick<Store, "note">;
  /** What the platform has agreed to for this source is noted: whoever renews has to look. */
  onSubscription(sourceNo: number): void;
  onTrouble(error: Error): void;
}

/** Notes that platforms have been answered, and what they have agreed to by that. */
export class Handshakes {
  readonly #deps: HandshakesDeps;
  /** What was noted last, and when; by source and what it is about. */
  readonly #noted = new Map<string, { at: number; said: string }>();
  readonly #agreed = new Buckets(AGREED);

  constructor(deps: HandshakesDeps) {
    this.#deps = deps;
  }

  /**
   * Resolves when it is noted, where whoever renews a subscription has to know; at once otherwise.
   * @throws as the store does
   */
  async note(source: CataloguedSource, subscription: Subscription | undefined, now: number): Promise<void> {
    const said = subscription ? `${subscription.state} ${subscription.endsAtMs}` : "";
    const place = `${source.no} ${subscription?.topic ?? ""}`;
    const before = this.#noted.get(place);
    if (before?.said === said && now >= before.at && now - before.at < GAP_MS) return;
    if (subscription && this.#agreed.take(String(source.no), now) > 0) return;
    const writing = this.#write(source.no, subscription, now).then(() => this.#remember(place, { at: now, said }));
    if (subscription) {
      await writing;
      return this.#deps.onSubscription(source.no);
    }
    writing.catch((error) => {
      // That a store is away is told by those who wait for it.
      if (!(error instanceof StoreError)) this.#deps.onTrouble(error);
    });
  }

  #write(sourceNo: number, subscription: Subscription | undefined, now: number): Promise<void> {
    const note: HandshakeNote = { at: now };
    return this.#deps.store.note([
      { sourceNo, key: HANDSHAKE, value: JSON.stringify(note) },
      ...(subscription ? [{ sourceNo, ...subscriptionNote(subscription, now) }] : []),
    ]);
  }

  #remember(place: string, noted: { at: number; said: string }): void {
    this.#noted.delete(place);
    this.#noted.set(place, noted);
    if (this.#noted.size > REMEMBERED_MAX) this.#noted.delete(this.#noted.keys().next().value!);
  }
}
