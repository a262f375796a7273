/** Work that has been promised: bounded, and some of it at a time. */

export type Task = () => Promise<void>;

export interface QueueOptions {
  /** How much may wait or be worked on. */
  tasksMax: number;
  /** How much is worked on at a time. */
  concurrency: number;
}

export class Queue {
  readonly #tasksMax: number;
  readonly #concurrency: number;
  #waiting: Task[] = [];
  #next = 0;
  #running = 0;
  #reserved = 0;
  #drained: (() => void)[] = [];

  constructor({ tasksMax, concurrency }: QueueOptions) {
    this.#tasksMax = tasksMax;
    this.#concurrency = concurrency;
  }

  /** How much has been taken, or has a place kept for it, and is not finished. */
  get size(): number {
    return this.#waiting.length - this.#next + this.#running + this.#reserved;
  }

  /** Keeps places. False: there is no room. Each place is for one `add`, or is given back. */
  reserve(places: number): boolean {
    // A batch may be larger than the whole queue: an empty queue takes it, for it will not get smaller.
    if (this.size > 0 && this.size + places > this.#tasksMax) return false;
    this.#reserved += places;
    return true;
  }

  giveBack(places: number): void {
    this.#reserved -= places;
    this.#tellDrained();
  }

  /** Takes a task to a place that was kept. Tasks run in the order in which they were added, and must not reject. */
  add(task: Task): void {
    this.#reserved--;
    this.#waiting.push(task);
    this.#advance();
  }

  /** When nothing that was added so far or is added meanwhile is left. */
  drain(): Promise<void> {
    if (this.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  #advance(): void {
    while (this.#running < this.#concurrency && this.#next < this.#waiting.length) {
      const task = this.#waiting[this.#next++]!;
      this.#running++;
      void task().finally(() => this.#finish());
    }
    if (this.#next === this.#waiting.length) {
      this.#waiting = [];
      this.#next = 0;
    }
  }

  #finish(): void {
    this.#running--;
    this.#advance();
    this.#tellDrained();
  }

  #tellDrained(): void {
    if (this.size > 0) return;
    const drained = this.#drained;
    this.#drained = [];
    for (const resolve of drained) resolve();
  }
}
