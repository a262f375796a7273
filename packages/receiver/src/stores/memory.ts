import type { Claim, DedupeStore, Lease } from "./store.ts";

interface Entry {
  owner: string;
  /** While claimed, when the claim ends. */
  untilMs: number;
  completedAtMs: number | null;
}

export interface MemoryStoreOptions {
  /** The oldest are forgotten past this. Default: 100,000, about 20 MB. */
  keysMax?: number;
}

/**
 * Remembers in this process: for one process, and until it ends. Past its bound the oldest keys go first, so a repeat
 * of what is a hundred thousand events old would be handled again.
 */
export class MemoryStore implements DedupeStore {
  readonly #entries = new Map<string, Entry>();
  readonly #keysMax: number;

  constructor({ keysMax = 100_000 }: MemoryStoreOptions = {}) {
    this.#keysMax = keysMax;
  }

  claim(keys: readonly string[], lease: Lease): readonly Claim[] {
    return keys.map((key) => this.#claimOne(key, lease));
  }

  #claimOne(key: string, { owner, nowMs, untilMs }: Lease): Claim {
    const entry = this.#entries.get(key);
    if (entry?.completedAtMs === null && entry.untilMs > nowMs) return "busy";
    if (entry !== undefined && entry.completedAtMs !== null) return "done";
    // Anew, so that it stands last: the order of the map is the order in which keys are forgotten.
    this.#entries.delete(key);
    this.#entries.set(key, { owner, untilMs, completedAtMs: null });
    if (this.#entries.size > this.#keysMax) this.#entries.delete(this.#entries.keys().next().value!);
    return "claimed";
  }

  complete(keys: readonly string[], { owner, nowMs }: Lease): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry?.owner === owner) entry.completedAtMs = nowMs;
    }
  }

  release(keys: readonly string[], { owner }: Lease): void {
    for (const key of keys) {
      const entry = this.#entries.get(key);
      if (entry?.owner === owner && entry.completedAtMs === null) this.#entries.delete(key);
    }
  }

  purge(beforeMs: number): number {
    let count = 0;
    for (const [key, { completedAtMs, untilMs }] of this.#entries) {
      if ((completedAtMs ?? untilMs) >= beforeMs) continue;
      this.#entries.delete(key);
      count++;
    }
    return count;
  }
}
