import type { Clock } from "../../model/ports.ts";
import { EvaluatorError } from "../evaluators/evaluator.ts";

/** Of ten mebibytes at most, and four times that while one is sent as base64. Most are a tenth as large. */
const PICTURES_MAX = 48;
/** Whoever waits longer comes again later: its evaluator has to have time for the picture itself. */
const WAIT_MS_MAX = 4_000;

/** What one site holds and waits for. */
interface Holding {
  held: number;
  /** The first is next. */
  readonly waiting: Set<() => void>;
}

/**
 * How many pictures are in memory at once, of all sites together. A site may hold as many as are left for others, so that
 * there is always room for one more site, however many pictures the others have and however slowly they come: alone it
 * has half of all, two have a third each.
 */
export class PictureRoom {
  readonly #clock: Pick<Clock, "after">;
  readonly #sites = new Map<string, Holding>();
  #left: number;

  constructor({ clock }: { clock: Pick<Clock, "after"> }, picturesMax = PICTURES_MAX) {
    this.#clock = clock;
    this.#left = picturesMax;
  }

  /**
   * Resolves when there is room for one more of the site, with what gives it back. `waitMsMax`: of an evaluator that has
   * less time than most.
   * @throws EvaluatorError `overloaded`; the signal's reason
   */
  async take(siteId: string, signal: AbortSignal, waitMsMax = WAIT_MS_MAX): Promise<() => void> {
    signal.throwIfAborted();
    const site = this.#siteOf(siteId);
    if (site.waiting.size === 0 && this.#mayHold(site)) this.#give(site);
    else await this.#wait(siteId, site, signal, Math.min(waitMsMax, WAIT_MS_MAX));
    return () => {
      site.held -= 1;
      this.#left += 1;
      this.#forget(siteId, site);
      this.#giveOn();
    };
  }

  #siteOf(siteId: string): Holding {
    const site = this.#sites.get(siteId) ?? { held: 0, waiting: new Set() };
    this.#sites.set(siteId, site);
    return site;
  }

  #mayHold({ held }: Holding): boolean {
    return held < this.#left;
  }

  #give(site: Holding): void {
    site.held += 1;
    this.#left -= 1;
  }

  #wait(siteId: string, site: Holding, signal: AbortSignal, waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        limit.cancel();
        signal.removeEventListener("abort", onAbort);
        site.waiting.delete(seat);
        settle();
        this.#forget(siteId, site);
      };
      const seat = () => end(resolve);
      const onAbort = () => end(() => reject(signal.reason));
      const limit = this.#clock.after(waitMs, () => end(() => reject(tooMany())));
      signal.addEventListener("abort", onAbort, { once: true });
      site.waiting.add(seat);
    });
  }

  /** To whoever holds least of those who wait and may. */
  #giveOn(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const [seat] = next.waiting;
      this.#give(next);
      seat!();
    }
  }

  #next(): Holding | undefined {
    let next: Holding | undefined;
    for (const site of this.#sites.values()) {
      if (site.waiting.size === 0 || !this.#mayHold(site)) continue;
      if (next === undefined || site.held < next.held) next = site;
    }
    return next;
  }

  #forget(siteId: string, { held, waiting }: Holding): void {
    if (held === 0 && waiting.size === 0) this.#sites.delete(siteId);
  }
}

function tooMany(): EvaluatorError {
  return new EvaluatorError("overloaded", "There are too many pictures in memory already, of this site or of all.");
}
