import type { Item } from "../model/item.ts";
import type { Guard, Opinion } from "./guard/guard.ts";

/**
 * What evaluators have answered of one item, in one run, that could not be decided yet. By guard, of which there is
 * another after each change of the settings.
 */
export interface Answers {
  of(guard: Guard): Opinion | undefined;
  keep(guard: Guard, opinion: Opinion): void;
}

export const NOTHING_KEPT: Answers = { of: () => undefined, keep: () => undefined };

interface Kept {
  run: number;
  opinions: Map<Guard, Opinion>;
}

/** A finding takes about a kilobyte at most. Beyond that the item whose answers are the oldest is asked about anew. */
const FINDINGS_MAX = 20_000;

/**
 * What was answered of items whose judgement is tried again, because another evaluator had no place or no time: who bills
 * each answer is not to be asked twice. In this process alone: after its end an item is judged as a whole.
 */
export class KeptAnswers {
  readonly #findingsMax: number;
  /** Those with the oldest answers first. */
  readonly #items = new Map<bigint, Kept>();
  #findings = 0;

  constructor(findingsMax = FINDINGS_MAX) {
    this.#findingsMax = findingsMax;
  }

  /** Of its present run; what was answered of an earlier one is gone. */
  of({ id, run }: Pick<Item, "id" | "run">): Answers {
    if (this.#items.get(id)?.run !== run) this.drop(id);
    return {
      of: (guard) => {
        const kept = this.#items.get(id);
        return kept?.run === run ? kept.opinions.get(guard) : undefined;
      },
      keep: (guard, opinion) => this.#keep(id, run, guard, opinion),
    };
  }

  /** It is decided, or will not be by evaluators. */
  drop(id: bigint): void {
    const kept = this.#items.get(id);
    if (kept === undefined) return;
    this.#items.delete(id);
    for (const opinion of kept.opinions.values()) this.#findings -= weightOf(opinion);
  }

  #keep(id: bigint, run: number, guard: Guard, opinion: Opinion): void {
    const known = this.#items.get(id);
    // The item was changed while it was asked about: what was answered is of what it was before.
    if (known !== undefined && known.run > run) return;
    if (known !== undefined && known.run < run) this.drop(id);
    const kept = this.#items.get(id) ?? { run, opinions: new Map() };
    this.#items.delete(id);
    this.#items.set(id, kept);
    const replaced = kept.opinions.get(guard);
    kept.opinions.set(guard, opinion);
    this.#findings += weightOf(opinion) - (replaced === undefined ? 0 : weightOf(replaced));
    for (const oldest of this.#items.keys()) {
      if (this.#findings <= this.#findingsMax) break;
      this.drop(oldest);
    }
  }
}

/** An answer without findings takes room as well. */
function weightOf({ findings }: Opinion): number {
  return findings.length + 1;
}
