import type { Clock, Timer } from "../../src/model/ports.ts";

interface Entry {
  at: number;
  tie: number;
  task: () => void;
  isCancelled: boolean;
}

/**
 * Time that moves only when nothing can run. One heap of what is to come; after each step every promise that can go
 * on has gone on. Nothing here knows the real time.
 */
export class VirtualTime implements Clock {
  readonly #heap: Entry[] = [];
  readonly #tie: () => number;
  #monotonic = 0;
  #wallOffset: number;

  /** `tie` orders what is due at the same millisecond: a counter if absent, dice in a simulation. */
  constructor(startAt = Date.UTC(2026, 0, 1), tie?: () => number) {
    let count = 0;
    this.#wallOffset = startAt;
    this.#tie = tie ?? (() => count++);
  }

  now(): number {
    return this.#monotonic + this.#wallOffset;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  /** Nothing happens between two steps of this time. */
  soon(task: () => void): void {
    queueMicrotask(task);
  }

  after(delayMs: number, task: () => void): Timer {
    const at = this.#monotonic + Math.max(0, Math.ceil(delayMs));
    const entry: Entry = { at, tie: this.#tie(), task, isCancelled: false };
    this.#push(entry);
    return {
      cancel() {
        entry.isCancelled = true;
      },
    };
  }

  /** Somebody sets the wall clock. */
  jump(byMs: number): void {
    this.#wallOffset += byMs;
  }

  /** The next step, if it is due by then. False when there is none. */
  async step(until = Number.POSITIVE_INFINITY): Promise<boolean> {
    await drain();
    for (;;) {
      const entry = this.#heap[0];
      if (entry === undefined || entry.at > until) return false;
      this.#pop();
      if (entry.isCancelled) continue;
      this.#monotonic = Math.max(this.#monotonic, entry.at);
      entry.task();
      await drain();
      return true;
    }
  }

  /** Everything that is due within `ms` happens, in order. */
  async advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    while (await this.step(until));
    this.#monotonic = until;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

/** Resolves when every promise and microtask that could go on has gone on. */
export function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at < other.at || (one.at === other.at && one.tie < other.tie);
}
