/** What a stream has told of so far, over all its connections. Ids sort by time. */
export class Seen {
  #newest: string | null = null;

  note(id: string): void {
    if (this.#newest === null || id > this.#newest) this.#newest = id;
  }

  /**
   * Whether something may be missing between what was seen and a greeting, which tells of the newest hundred: then none of
   * those was seen before.
   */
  isMissing(greeted: readonly string[]): boolean {
    const newest = this.#newest;
    return newest !== null && greeted.length > 0 && greeted.every((id) => id > newest);
  }
}
