import type { Enforcement as Done } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Clock } from "../model/ports.ts";
import { type Store, StoreError } from "../store/store.ts";

/** A platform is left alone, as far as one source goes. */
export interface Pause {
  /** Milliseconds since 1970. */
  until: number;
  /** A sentence for a person. Holds no secret. */
  reason: string;
}

export interface PausesDeps {
  store: Pick<Store, "note" | "notes" | "shared">;
  clock: Pick<Clock, "now">;
}

/** The note of a source that has its pause: what a node has learnt, the others and its next start know. */
const KEY = "enforcement-pause";

/** Our clock and the platform's differ by a little. */
const PAUSE_MS_MIN = 1_000;
/** The longest day that a quota is counted by, and an hour: whoever asks for more is asked again once. */
const PAUSE_MS_MAX = 26 * 3_600_000;
/** Of a platform that has had enough and does not say for how long: twice as long each time. */
const UNSAID_MS_MIN = 15_000;
const UNSAID_MS_MAX = 15 * 60_000;

/**
 * Until when platforms are left alone, by what they answer: X says with each answer how many calls are left in its
 * fifteen minutes, YouTube when its quota of the day is used up. Each node makes one call of a source at a time, so
 * where nodes share a store the last call is left over: it may be on its way from another node.
 */
export class Pauses {
  readonly #deps: PausesDeps;
  /** By a source's number. */
  readonly #known = new Map<number, Pause>();
  /** In a row, by a source's number: refusals that did not say for how long. */
  readonly #refusals = new Map<number, number>();

  constructor(deps: PausesDeps) {
    this.#deps = deps;
  }

  /** Null: it may be asked. */
  async of(sourceNo: number): Promise<Pause | null> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const known = this.#known.get(sourceNo);
    if (known !== undefined && known.until > now) return known;
    const [note] = await store.notes(sourceNo, KEY, null, 1);
    const noted = note?.key === KEY ? (JSON.parse(note.value) as Pause) : null;
    if (noted === null || noted.until <= now) return null;
    this.#known.set(sourceNo, noted);
    return noted;
  }

  /** The pause that an answer asks for, kept; null: none. What it says is said of when it was asked. */
  async heed({ no, platform: { title } }: CataloguedSource, outcome: Done, askedAt: number): Promise<Pause | null> {
    const waitMs = this.#waitAskedFor(no, outcome);
    if (waitMs === null) return null;
    const { store } = this.#deps;
    const until = askedAt + Math.min(Math.max(Math.ceil(waitMs), PAUSE_MS_MIN), PAUSE_MS_MAX);
    const pause = { until, reason: `${title} takes no more calls before ${new Date(until).toISOString()}.` };
    this.#known.set(no, pause);
    try {
      await store.note([{ sourceNo: no, key: KEY, value: JSON.stringify(pause) }]);
    } catch (error) {
      // This node keeps to it all the same; another one, or the next start, asks once and hears it too.
      if (!(error instanceof StoreError)) throw error;
    }
    return pause;
  }

  /** In milliseconds; null: it may be asked on. */
  #waitAskedFor(sourceNo: number, outcome: Done): number | null {
    if (outcome.outcome === "unsupported") return null;
    const { allowance } = outcome;
    const isUnsaid = outcome.outcome === "failed" && outcome.isTooOften === true && allowance === undefined;
    if (!isUnsaid) {
      this.#refusals.delete(sourceNo);
      const reserve = this.#deps.store.shared === null ? 0 : 1;
      return allowance !== undefined && allowance.remaining < 1 + reserve ? allowance.renewsInMs : null;
    }
    const refusals = this.#refusals.get(sourceNo) ?? 0;
    this.#refusals.set(sourceNo, refusals + 1);
    return Math.min(UNSAID_MS_MIN * 2 ** refusals, UNSAID_MS_MAX);
  }
}
