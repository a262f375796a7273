import type { Ruling } from "../../model/decision.ts";
import type { Judgement } from "../../model/finding.ts";
import type { Aside, Program } from "../aside/aside.ts";
import type { CompiledGroup } from "./compile.ts";
import { decideWithin } from "./decide.ts";
import type { Judged } from "./document.ts";
import { STEPS_AT_ONCE_MAX } from "./limits.ts";

/** Asks rules: at once where that takes no time, and else beside everything that this process does. */
export class Deciding {
  readonly #aside: Pick<Aside, "run">;
  readonly #programs = new WeakMap<readonly CompiledGroup[], Program<"rules">>();

  constructor(aside: Pick<Aside, "run">) {
    this.#aside = aside;
  }

  /** The same groups have to be the same object. @throws the signal's reason, AsideError, SideThreadError */
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
    return this.#aside.run(this.#programOf(groups), { item: { content, origin, author, metadata }, judgement }, signal);
  }

  #programOf(groups: readonly CompiledGroup[]): Program<"rules"> {
    const known = this.#programs.get(groups) ?? { kind: "rules", source: groups };
    this.#programs.set(groups, known);
    return known;
  }
}
