import type { Remote } from "./remote.ts";

/**
 * What is written between checkpoints. While one is synced, commits wait for the same disk: 16 MiB made the slowest
 * hundredth of them twice as slow as 2 MiB, and delivered no more.
 */
const BYTES_PER_CHECKPOINT = 2 * 1024 * 1024;
/** An entry with 700 bytes of payload changes about a page. */
const BYTES_PER_ENTRY = 4096;

/**
 * Keeps the log short. SQLite begins it anew only when all of it is copied back and nobody reads from it, and under a
 * steady load neither happens by itself. So the reader copies the bulk while the writer goes on; then new reads wait
 * for the few milliseconds in which the writer copies what is left, and the next commit begins the log anew.
 */
export class Checkpoints {
  readonly #writer: Remote;
  readonly #reader: Remote;
  #bytesWritten = 0;
  #underWay: Promise<void> | undefined;
  #gate: Promise<void> | undefined;

  constructor({ writer, reader }: { writer: Remote; reader: Remote }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  /** Calls the reader, unless the log is just about to begin anew: then a moment later. */
  async read<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    while (this.#gate) await this.#gate;
    return this.#reader.call<T>(method, ...args);
  }

  noteWritten(entries: number, bytes: number): void {
    this.#bytesWritten += entries * BYTES_PER_ENTRY + bytes;
    if (this.#bytesWritten < BYTES_PER_CHECKPOINT || this.#underWay) return;
    this.#bytesWritten = 0;
    // A failed checkpoint loses nothing: the log stays, and the writer's own failure is seen by its commits.
    this.#underWay = this.#copyBack()
      .catch(() => undefined)
      .finally(() => {
        this.#underWay = undefined;
      });
  }

  async idle(): Promise<void> {
    await this.#underWay;
  }

  async #copyBack(): Promise<void> {
    await this.#reader.call("checkpoint");
    this.#gate = this.#copyRest().finally(() => {
      this.#gate = undefined;
    });
    await this.#gate;
  }

  async #copyRest(): Promise<void> {
    // Answered after every read before it: from then on nobody reads from the log.
    await this.#reader.call("checkpoint");
    await this.#writer.call("checkpoint");
  }
}
