import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { EventRequest } from "../engine/requests.ts";
import type { Decision } from "../model/decision.ts";
import type { Enforcement, EnforcementAction } from "../model/enforcement.ts";
import type { Judgement } from "../model/finding.ts";
import { parseId } from "../model/ids.ts";
import { type Item, partsOf } from "../model/item.ts";
import type { Job } from "../model/job.ts";
import type { ItemRecord, JobRecord, ModerationWrites } from "../store/moderating.ts";
import { decisionEmissions, type Emission, jobEmissions } from "./emissions.ts";
import type { Panels } from "./panel/panels.ts";

/** What is committed together: the records, and the events that tell of them. */
export interface Told {
  events: readonly (EventRequest & { siteNo: number })[];
  moderation: ModerationWrites;
}

export interface TellingDeps {
  catalogue: Pick<Catalogue, "now" | "ensureInner">;
  panels: Pick<Panels, "lookedFor">;
}

/** What was decided of an item, with its job as it is after that. */
export interface Settled {
  item: Item;
  job: Job;
  decision: Decision;
}

/** What becomes of a decision or of a job's end outside: events, callbacks, what the platform is asked to do. */
export class Telling {
  readonly #deps: TellingDeps;

  constructor(deps: TellingDeps) {
    this.#deps = deps;
  }

  /** `before`: the record that was decided upon. `judgement`: what was found in the run; null: what is on record. */
  async ofDecision(before: ItemRecord, { item, job, decision }: Settled, judgement: Judgement | null): Promise<Told> {
    const found = judgement === null ? {} : { findings: judgement.findings, judged: [...judgement.judged] };
    const record: JobRecord = { ...before.job, ...job, ...found };
    const site = this.#deps.catalogue.now.site(item.siteNo);
    if (site === undefined) return nothing();
    const { findings } = record;
    const enforcement = toEnforcement(item, decision, this.#sourceOf(item));
    const enforcer = enforcement?.state === "requested" ? await this.#enforcerOf(item) : null;
    const emissions = decisionEmissions(
      { siteId: site.id, item, job, decision, findings },
      before.job,
      this.#lookedFor(item),
    );
    return {
      events: emissions.map((emission) => ({
        ...toEventRequest(emission, alsoFor(emission, record, enforcer)),
        siteNo: item.siteNo,
      })),
      moderation: {
        items: [{ item, rev: before.rev, jobs: [record], decision }],
        enforcements: enforcement === null ? [] : [enforcement],
      },
    };
  }

  /** The events of a job that has just ended without a decision. */
  ofJobEnd(item: Item, job: JobRecord): Told["events"] {
    const view = { job, rejectedFor: [], lookedFor: this.#lookedFor(item), findings: job.findings };
    return jobEmissions(view).map((emission) => ({
      ...toEventRequest(emission, alsoFor(emission, job, null)),
      siteNo: item.siteNo,
    }));
  }

  #lookedFor(item: Item): readonly string[] {
    return this.#deps.panels.lookedFor(item.siteNo, partsOf(item.content));
  }

  #sourceOf(item: Item): CataloguedSource | undefined {
    return sourceOf(this.#deps.catalogue, item);
  }

  async #enforcerOf(item: Item): Promise<number | null> {
    const key = sourceIdOf(item);
    if (key === null) return null;
    const { catalogue } = this.#deps;
    return (
      catalogue.now.inner(item.siteNo, "enforce", key) ?? (await catalogue.ensureInner(item.siteNo, "enforce", key))
    ).no;
  }
}

export function nothing(): Told {
  return { events: [], moderation: { items: [], enforcements: [] } };
}

/** `also`: hidden webhooks that are owed it beside the subscribed ones. */
export function toEventRequest(
  { type, data, orderingKey, occurredAt }: Emission,
  also: readonly number[],
): EventRequest {
  return { type, data: JSON.stringify(data), value: data, externalId: null, occurredAt, orderingKey, also };
}

function alsoFor({ type }: Emission, { callbackNo }: JobRecord, enforcer: number | null): readonly number[] {
  switch (type) {
    case "job.completed":
    case "job.failed":
      return callbackNo === null ? [] : [callbackNo];
    case "comment.moderated":
    case "post.moderated":
      return enforcer === null ? [] : [enforcer];
    default:
      return [];
  }
}

/** The source that an item came from, as it notes it. */
export function sourceIdOf({ metadata, origin }: Item): string | null {
  return origin.platform !== null && typeof metadata.source_id === "string" ? metadata.source_id : null;
}

export function sourceOf(catalogue: Pick<Catalogue, "now">, item: Item): CataloguedSource | undefined {
  const text = sourceIdOf(item);
  const id = text === null ? undefined : parseId("src", text);
  const source = id === undefined ? undefined : catalogue.now.sourceById(id);
  return source?.siteNo === item.siteNo ? source : undefined;
}

/** What the platform is to do after a decision; null: nothing, or the item is from no platform. */
function toEnforcement(item: Item, decision: Decision, source: CataloguedSource | undefined): Enforcement | null {
  const action = actionAfter(decision);
  if (action === null || item.origin.nativeId === null || sourceIdOf(item) === null) return null;
  const about = { decisionId: decision.id, itemId: item.id, siteNo: item.siteNo, action, at: decision.at };
  if (source !== undefined) return { ...about, state: "requested", error: null };
  return { ...about, state: "failed", error: `Its source ${sourceIdOf(item)} has been deleted.` };
}

function actionAfter({ action, previous }: Decision): EnforcementAction | null {
  switch (action) {
    case "hide":
      return "hide";
    case "reject":
      return "remove";
    case "approve":
      return previous.action === "hide" || previous.action === "reject" ? "restore" : null;
    case "flag":
      return null;
  }
}
