import type { Clock } from "../model/ports.ts";
import type { Reads } from "../store/reads.ts";

const PAGE = 256;
/** A read that failed is tried again after this; a failed store ends the process by its commits. */
const RETRY_MS = 1_000;

export interface LaneSearchDeps {
  store: Pick<Reads, "owedLanes">;
  clock: Clock;
  /** There is room for more lanes, and a reason to look. */
  mayGo(): boolean;
  onFound(key: bigint): void;
}

/**
 * Looks in the store for a webhook's ordered lanes that are owed something and are not in memory, a page at a time,
 * from the first to the last; and once more when something was missed meanwhile.
 */
export class LaneSearch {
  readonly #webhookNo: number;
  readonly #deps: LaneSearchDeps;
  #isWanted = false;
  #wanted = 0;
  #wantedAtStart = 0;
  #isReading = false;
  #readTo: bigint | null = null;

  constructor(webhookNo: number, deps: LaneSearchDeps) {
    this.#webhookNo = webhookNo;
    this.#deps = deps;
  }

  /** Some lane may have been missed. */
  want(): void {
    this.#isWanted = true;
    this.#wanted += 1;
    this.go();
  }

  /** Goes on, if there is anything to look for and room to put it. */
  go(): void {
    if (!this.#isWanted || this.#isReading || !this.#deps.mayGo()) return;
    this.#isReading = true;
    if (this.#readTo === null) this.#wantedAtStart = this.#wanted;
    this.#deps.store.owedLanes({ webhookNo: this.#webhookNo, laneKey: this.#readTo }, PAGE).then(
      (lanes) => {
        this.#isReading = false;
        this.#take(lanes.filter(({ webhookNo }) => webhookNo === this.#webhookNo).map(({ laneKey }) => laneKey));
      },
      () => {
        this.#deps.clock.after(RETRY_MS, () => {
          this.#isReading = false;
          this.go();
        });
      },
    );
  }

  #take(keys: readonly (bigint | null)[]): void {
    for (const key of keys) if (key !== null) this.#deps.onFound(key);
    const isEnd = keys.length < PAGE;
    this.#readTo = isEnd ? null : keys.at(-1)!;
    if (isEnd && this.#wanted === this.#wantedAtStart) this.#isWanted = false;
    this.go();
  }
}
