import type { Change } from "./follower.ts";

/** Something with an id, as it is shown. */
export interface Seen extends Change {
  id: bigint;
}

/** The newest of a kind, as they were last seen. */
export class Window {
  readonly #size: number;
  #seen = new Map<bigint, Seen>();
  #lowest = 0n;
  /** Whether it has been looked at. */
  isFilled = false;

  constructor(size: number) {
    this.#size = size;
  }

  get newest(): bigint | null {
    return this.all()[0]?.id ?? null;
  }

  /** Newest first. */
  all(): Seen[] {
    return [...this.#seen.values()].sort((one, other) => (one.id < other.id ? 1 : -1));
  }

  /**
   * Takes what has been looked at; returns what is new or shows otherwise than before, oldest first. What is older than
   * all that fitted in before has not come now.
   */
  take(rows: readonly Seen[]): Seen[] {
    const changed = rows.filter((row) => {
      const known = this.#seen.get(row.id);
      return known === undefined ? row.id >= this.#lowest : known.text !== row.text;
    });
    for (const row of changed) this.#seen.set(row.id, row);
    this.isFilled = true;
    const kept = this.all().slice(0, this.#size);
    if (kept.length === this.#size) this.#lowest = kept.at(-1)!.id;
    this.#seen = new Map(kept.map((row) => [row.id, row]));
    return changed.sort((one, other) => (one.id < other.id ? -1 : 1));
  }
}
