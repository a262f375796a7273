import type { KeptTime } from "../model/kept-time.ts";
import { NOBODY } from "../store/journal-entry.ts";
import type { Shared } from "../store/shared.ts";

/** An answer that took longer is no good for telling the time: it may have been given at its beginning or at its end. */
const ANSWER_MS_MAX = 500;
const TRIES = 5;

/** The database's wall time is everybody's: what a node's machine thinks of it does not matter. */
export async function followTime(shared: Pick<Shared, "news">, clock: KeptTime): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const askedAt = clock.monotonic();
    const { time } = await shared.news(NOBODY, 0n);
    const heardAt = clock.monotonic();
    clock.follow(time, askedAt, heardAt);
    if (heardAt - askedAt <= ANSWER_MS_MAX) return;
  }
}
