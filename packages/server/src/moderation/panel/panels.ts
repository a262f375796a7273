import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Judgement } from "../../model/finding.ts";
import type { ContentPart, ItemContent, ItemContext } from "../../model/item.ts";
import type {
  EvaluatorConfig,
  EvaluatorKind,
  ModerationConfig,
  ModerationSecrets,
} from "../../model/site-moderation.ts";
import type { JobRecord } from "../../store/moderating.ts";
import { evaluate } from "../evaluating.ts";
import type { Evaluator } from "../evaluators/evaluator.ts";
import type { BreakerState } from "../guard/breaker.ts";
import { type Cost, Guard } from "../guard/guard.ts";
import type { Answers } from "../kept-answers.ts";
import { type BuildDeps, buildEvaluator, limitsOf } from "./build.ts";

/** Where a site has chosen nothing: a first start judges texts. */
export const DEFAULT_SETTINGS: { config: ModerationConfig; secrets: ModerationSecrets } = {
  config: {
    evaluators: [
      { name: "terms", kind: "terms", active: true, isAdvisory: false, options: { english: true, lists: [] } },
    ],
    thresholds: {},
  },
  secrets: {},
};

export interface PanelsDeps extends BuildDeps {
  catalogue: Pick<Catalogue, "now">;
  /** Hears what an evaluator of that kind has cost: attempts, and requests to who bills them. */
  onCost(kind: EvaluatorKind, cost: Cost): void;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

/** The evaluators of a site, at one version of its settings. */
interface Panel {
  /** Zero: the settings that a site has until it says otherwise. */
  rev: number;
  members: readonly { config: EvaluatorConfig; guard: Guard }[];
}

/** What evaluators are asked about. */
export interface ToJudge {
  siteNo: number;
  content: ItemContent;
  context: ItemContext;
  /** Left out: nothing was answered before, and nothing is kept. */
  answers?: Answers;
}

/** How an evaluator stands in this process. */
export interface EvaluatorState {
  name: string;
  breaker: BreakerState;
  waiting: number;
  total: Readonly<Cost>;
}

/**
 * Who judges for which site. A site's evaluators are made when they are first needed, and again when its settings have
 * changed: what keeps them from doing harm sees all of a site's items.
 */
export class Panels {
  readonly #deps: PanelsDeps;
  readonly #panels = new Map<number, Panel>();
  /** What judges where nothing was chosen: the same for all sites, for it takes 200 KiB. */
  readonly #defaults = new Map<string, Evaluator>();

  constructor(deps: PanelsDeps) {
    this.#deps = deps;
  }

  /**
   * What a site's evaluators say of an item. What an advisory one says is informational, its failure too, and what it
   * alone has looked at is not judged.
   * @throws the signal's reason
   */
  async judge({ siteNo, content, context, answers }: ToJudge, signal: AbortSignal): Promise<Judgement> {
    const { members } = this.#panelOf(siteNo);
    const guardsOf = (isAdvisory: boolean) =>
      members.filter(({ config }) => config.isAdvisory === isAdvisory).map(({ guard }) => guard);
    const [counted, advisory] = await Promise.all([
      evaluate(guardsOf(false), content, context, signal, answers),
      evaluate(guardsOf(true), content, context, signal, answers),
    ]);
    for (const { config } of members) {
      const cost = counted.costs.get(config.name) ?? advisory.costs.get(config.name);
      if (cost !== undefined) this.#deps.onCost(config.kind, cost);
    }
    const said = advisory.findings.map((finding) => ({ ...finding, isInformational: true }));
    return { findings: [...counted.findings, ...said], judged: counted.judged };
  }

  /**
   * Labels that a site's lists were looked for in a run; what other evaluators look for they say of every item. A list
   * whose evaluator failed was not.
   */
  lookedFor(siteNo: number, { judged, findings }: Pick<JobRecord, "judged" | "findings">): readonly string[] {
    const failed = new Set(findings.filter(({ kind }) => kind === "failure").map(({ evaluator }) => evaluator));
    return settingsOf(this.#deps.catalogue, siteNo)
      .config.evaluators.filter(({ active, name }) => active && !failed.has(name))
      .flatMap((evaluator) => labelsOf(evaluator, judged));
  }

  states(siteNo: number): readonly EvaluatorState[] {
    return this.#panelOf(siteNo).members.map(({ guard }) => {
      const { breaker, waiting, total, evaluator } = guard;
      return { name: evaluator.name, breaker, waiting, total };
    });
  }

  #panelOf(siteNo: number): Panel {
    const rev = this.#deps.catalogue.now.moderation(siteNo)?.rev ?? 0;
    const known = this.#panels.get(siteNo);
    if (known?.rev === rev) return known;
    const { config, secrets } = settingsOf(this.#deps.catalogue, siteNo);
    const active = config.evaluators.filter((one) => one.active);
    const panel = { rev, members: active.map((one) => this.#member(one, config, secrets)) };
    this.#forgetGone();
    this.#panels.set(siteNo, panel);
    return panel;
  }

  #member(one: EvaluatorConfig, { thresholds }: ModerationConfig, secrets: ModerationSecrets) {
    const { clock, random, onTrouble } = this.#deps;
    const build = () => buildEvaluator(one, secrets[one.name] ?? {}, thresholds, this.#deps);
    const evaluator = DEFAULT_SETTINGS.config.evaluators.includes(one) ? this.#shared(one.name, build) : build();
    const onFault = (name: string, error: unknown) =>
      onTrouble(new Error(`The evaluator ${name} broke off.`, { cause: error }));
    return { config: one, guard: new Guard(evaluator, { clock, random, onFault }, limitsOf(one)) };
  }

  #shared(name: string, build: () => Evaluator): Evaluator {
    const evaluator = this.#defaults.get(name) ?? build();
    this.#defaults.set(name, evaluator);
    return evaluator;
  }

  #forgetGone(): void {
    const { now } = this.#deps.catalogue;
    for (const siteNo of this.#panels.keys()) if (now.site(siteNo) === undefined) this.#panels.delete(siteNo);
  }
}

export function settingsOf(catalogue: Pick<Catalogue, "now">, siteNo: number) {
  return catalogue.now.moderation(siteNo) ?? DEFAULT_SETTINGS;
}

function labelsOf({ kind, options }: EvaluatorConfig, parts: readonly ContentPart[]): readonly string[] {
  const listed = (field: string) =>
    ((options[field] ?? []) as unknown as readonly { label: string }[]).map(({ label }) => label);
  switch (kind) {
    case "terms": {
      if (!parts.includes("text")) return [];
      return [...(options.english === true ? ["hate", "profanity"] : []), ...listed("lists")];
    }
    case "image-hash":
      return parts.includes("image") ? listed("images") : [];
    default:
      return [];
  }
}
