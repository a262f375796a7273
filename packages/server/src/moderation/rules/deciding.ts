import type { Ruling } from "../../model/decision.ts";
import { Problem } from "../../model/errors.ts";
import type { Judgement } from "../../model/finding.ts";
import { type Aside, AsideBusyError, type Program } from "../aside/aside.ts";
import type { CompiledGroup } from "./compile.ts";
import { decideWithin } from "./decide.ts";
import type { Judged } from "./document.ts";
import { STEPS_AT_ONCE_MAX } from "./limits.ts";

/** Seconds. Whoever was kept from it by others asks again. */
const RETRY_AFTER = 5;

/** Asks rules: at once where that takes no time, and else beside everything that this process does. */
export class Deciding {
  readonly #aside: Pick<Aside, "run">;
  readonly #programs = new WeakMap<readonly CompiledGroup[], Program<"rules">>();

  constructor(aside: Pick<Aside, "run">) {
    this.#aside = aside;
  }

  /**
   * The same groups have to be the same object.
   * @throws the signal's reason, Problem `overloaded`, AsideError, SideThreadError
   */
  async decide(
    groups: readonly CompiledGroup[],
    item: Judged,
    judgement: Judgement,
    signal: AbortSignal,
  ): Promise<Ruling> {
    return (
      decideWithin(groups, item, judgement, STEPS_AT_ONCE_MAX) ?? this.decideAside(groups, item, judgement, signal)
    );
  }

  /** For many items one after the other, each of which may be quick. */
  decideAside(
    groups: readonly CompiledGroup[],
    { content, origin, author, metadata }: Judged,
    judgement: Judgement,
    signal: AbortSignal,
  ): Promise<Ruling> {
    const input = { item: { content, origin, author, metadata }, judgement };
    return this.#aside.run(this.#programOf(groups), input, signal).catch((error: unknown) => {
      if (!(error instanceof AsideBusyError)) throw error;
      throw new Problem("overloaded", error.message, { retryAfter: RETRY_AFTER });
    });
  }

  #programOf(groups: readonly CompiledGroup[]): Program<"rules"> {
    const known = this.#programs.get(groups) ?? { kind: "rules", source: groups };
    this.#programs.set(groups, known);
    return known;
  }
}
