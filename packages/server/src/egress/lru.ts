/** A map of bounded size that forgets what was used longest ago. */
export class LruMap<K, V> {
  readonly #entries = new Map<K, V>();
  readonly #sizeMax: number;
  readonly #onForgotten: ((value: V) => void) | undefined;

  constructor(sizeMax: number, onForgotten?: (value: V) => void) {
    this.#sizeMax = sizeMax;
    this.#onForgotten = onForgotten;
  }

  get(key: K): V | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#sizeMax) return;
    const [eldest, forgotten] = this.#entries.entries().next().value!;
    this.#entries.delete(eldest);
    this.#onForgotten?.(forgotten);
  }

  delete(key: K): void {
    this.#entries.delete(key);
  }

  values(): MapIterator<V> {
    return this.#entries.values();
  }
}
