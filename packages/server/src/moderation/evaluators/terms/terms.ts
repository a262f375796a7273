import type { Finding } from "../../../model/finding.ts";
import type { ItemContent } from "../../../model/item.ts";
import { partsOf } from "../../../model/item.ts";
import type { Aside } from "../../aside/aside.ts";
import { AsideBusyError, AsideError } from "../../aside/aside.ts";
import { SideThreadError } from "../../aside/side-thread.ts";
import { type Evaluator, EvaluatorError } from "../evaluator.ts";
import { TermJudge, type TermsOptions } from "./term-judge.ts";

/** Of a text times its characters: some ten milliseconds. What may take more is searched beside everything else. */
const STEPS_AT_ONCE_MAX = 2_000_000;

/**
 * Words and patterns that a site does not want, however they are spelled. Asks nobody and takes microseconds; a long text
 * takes as long as it takes, and holds up nothing.
 * @throws InvalidTermsError
 */
export function createTerms(options: TermsOptions, aside: Pick<Aside, "run">): Evaluator {
  const terms = new TermJudge(options);
  const program = { kind: "terms", source: options } as const;
  const search = async (text: string, signal: AbortSignal): Promise<readonly Finding[]> => {
    if (text.length * terms.stepsPerCharacter <= STEPS_AT_ONCE_MAX) return terms.judge(text);
    return aside.run(program, text, signal).catch((error: unknown) => {
      if (error instanceof AsideBusyError) throw new EvaluatorError("overloaded", error.message, { cause: error });
      if (!(error instanceof AsideError || error instanceof SideThreadError)) throw error;
      throw new EvaluatorError("unavailable", `The text could not be searched: ${error.message}`, { cause: error });
    });
  };
  return {
    name: options.name,
    kind: "terms",
    judges: (content) => (partsOf(content).includes("text") ? ["text"] : []),
    units: () => 0,
    evaluate: async ({ text }: ItemContent, _, signal) => (text === null ? [] : search(text, signal)),
  };
}
