/** What is done aside: texts searched and rules asked that would take long. Each is made once of its source, then used. */
import type { Ruling } from "../../model/decision.ts";
import type { Finding, Judgement } from "../../model/finding.ts";
import { TermJudge, type TermsOptions } from "../evaluators/terms/term-judge.ts";
import type { CompiledGroup } from "../rules/compile.ts";
import { decide } from "../rules/decide.ts";
import type { Judged } from "../rules/document.ts";

/** By kind; all of it can be cloned. */
export interface Programs {
  terms: { source: TermsOptions; input: string; output: readonly Finding[] };
  rules: { source: readonly CompiledGroup[]; input: { item: Judged; judgement: Judgement }; output: Ruling };
}
export type ProgramKind = keyof Programs;

const MAKERS: { [Kind in ProgramKind]: (source: Programs[Kind]["source"]) => Run<Kind> } = {
  terms: (options) => {
    const terms = new TermJudge(options);
    return (text) => terms.judge(text);
  },
  rules:
    (groups) =>
    ({ item, judgement }) =>
      decide(groups, item, judgement),
};

type Run<Kind extends ProgramKind> = (input: Programs[Kind]["input"]) => Programs[Kind]["output"];

export function makeProgram<Kind extends ProgramKind>(kind: Kind, source: Programs[Kind]["source"]): Run<Kind> {
  return MAKERS[kind](source);
}
