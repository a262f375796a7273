import type { Clock } from "../model/ports.ts";
import type { NodeLease } from "../store/journal-entry.ts";
import type { QueueWord, Shared } from "../store/shared.ts";

/** Words said within this time of each other go out together. */
const TOGETHER_MS = 5;
const RETRY_MS = 500;

export interface WordsDeps {
  shared: Pick<Shared, "tell"> | null;
  clock: Clock;
  node(): NodeLease;
  onTrouble(error: Error): void;
}

/**
 * What this node has to say to the others, together and never in a commit that anybody waits for. With nobody to talk
 * to it says nothing.
 */
export class Words {
  readonly #deps: WordsDeps;
  #unsaid = new Map<string, QueueWord>();
  #isSaying = false;

  constructor(deps: WordsDeps) {
    this.#deps = deps;
  }

  say(word: QueueWord): void {
    if (this.#deps.shared === null) return;
    this.#unsaid.set(word.kind === "look" ? `${word.webhookNo}` : `${word.webhookNo}:${word.seq}`, word);
    if (this.#isSaying) return;
    this.#isSaying = true;
    this.#later(TOGETHER_MS);
  }

  #later(delayMs: number): void {
    this.#deps.clock.after(delayMs, () => void this.#say());
  }

  async #say(): Promise<void> {
    const { shared, node, onTrouble } = this.#deps;
    const words = this.#unsaid;
    this.#unsaid = new Map();
    try {
      await shared!.tell(node(), [...words.values()]);
    } catch (error) {
      onTrouble(error as Error);
      this.#unsaid = new Map([...words, ...this.#unsaid]);
      return this.#later(RETRY_MS);
    }
    if (this.#unsaid.size > 0) return this.#later(TOGETHER_MS);
    this.#isSaying = false;
  }
}
