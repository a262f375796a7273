/** A state and a unit are one number: states come to less than 2^37 times the units. */
const UNITS = 0x1_0000;

/**
 * Finds any of many words in one pass over a text, however many there are: Aho and Corasick, "Efficient string
 * matching" (1975). Words and text are UTF-16 units.
 */
export class Automaton {
  readonly #next = new Map<number, number>();
  /** By state: the state of the longest end of what was read that begins a word as well. */
  readonly #fallback: number[] = [0];
  /** By state: the nearest state on that way which ends a word; 0 when there is none. */
  readonly #shorter: number[] = [0];
  /** By state: the words that end there. */
  readonly #words: (number[] | undefined)[] = [undefined];

  constructor(words: readonly (readonly number[])[]) {
    words.forEach((units, word) => {
      this.#add(units, word);
    });
    this.#link();
  }

  /** Tells of each word where it ends: the index behind its last unit. */
  scan(units: Uint16Array, length: number, onWord: (word: number, end: number) => void): void {
    let state = 0;
    for (let index = 0; index < length; index++) {
      state = this.#follow(state, units[index]!);
      for (let at = state; at !== 0; at = this.#shorter[at]!) {
        const words = this.#words[at];
        if (words !== undefined) for (const word of words) onWord(word, index + 1);
      }
    }
  }

  #follow(from: number, unit: number): number {
    let state = from;
    for (;;) {
      const next = this.#next.get(state * UNITS + unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = this.#fallback[state]!;
    }
  }

  #add(units: readonly number[], word: number): void {
    let state = 0;
    for (const unit of units) {
      const key = state * UNITS + unit;
      const next = this.#next.get(key) ?? this.#words.length;
      if (next === this.#words.length) {
        this.#next.set(key, next);
        this.#words.push(undefined);
        this.#fallback.push(0);
        this.#shorter.push(0);
      }
      state = next;
    }
    const same = this.#words[state];
    if (same === undefined) this.#words[state] = [word];
    else same.push(word);
  }

  /** Shorter states first: a fallback is always shorter than its state. */
  #link(): void {
    const edges = new Map<number, [unit: number, to: number][]>();
    for (const [key, to] of this.#next) {
      const from = Math.floor(key / UNITS);
      const list = edges.get(from);
      if (list === undefined) edges.set(from, [[key % UNITS, to]]);
      else list.push([key % UNITS, to]);
    }
    const states = [0];
    for (let index = 0; index < states.length; index++) {
      const from = states[index]!;
      for (const [unit, to] of edges.get(from) ?? []) {
        if (from !== 0) this.#fallback[to] = this.#follow(this.#fallback[from]!, unit);
        const fallback = this.#fallback[to]!;
        this.#shorter[to] = this.#words[fallback] === undefined ? this.#shorter[fallback]! : fallback;
        states.push(to);
      }
    }
  }
}
