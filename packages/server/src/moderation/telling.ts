import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { EventRequest } from "../engine/requests.ts";
import type { Decision } from "../model/decision.ts";
import type { Enforcement, EnforcementAction } from "../model/enforcement.ts";
import type { Judgement } from "../model/finding.ts";
import { parseId } from "../model/ids.ts";
import type { Item } from "../model/item.ts";
import type { Job } from "../model/job.ts";
import type { ItemRecord, JobRecord, ModerationWrites } from "../store/moderating.ts";
import type { Store } from "../store/store.ts";
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
  store: Pick<Store, "enforcementsOf">;
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
    const change = { item, rev: before.rev, jobs: [record], decision };
    // It has been deleted: nobody is left to be told, and the job ends all the same.
    if (site === undefined) return { events: [], moderation: { items: [change], enforcements: [] } };
    const { findings } = record;
    const enforcement = toEnforcement(await this.#actionAfter(item, decision), item, decision, this.#sourceOf(item));
    const enforcer = enforcement?.state === "requested" ? await this.#enforcerOf(item) : null;
    const emissions = decisionEmissions(
      { siteId: site.id, item, job, decision, findings },
      before.job,
      this.#lookedFor(record),
    );
    const endedBy = emissions.findIndex(isOfJobEnd);
    return {
      events: emissions.map((emission) => ({
        ...toEventRequest(emission, alsoFor(emission, record, enforcer)),
        siteNo: item.siteNo,
      })),
      moderation: {
        items: [endedBy < 0 ? change : { ...change, endedBy }],
        enforcements: enforcement === null ? [] : [enforcement],
      },
    };
  }

  /** The events of a job that has just ended without a decision. */
  ofJobEnd(item: Item, job: JobRecord): Told["events"] {
    const view = { job, rejectedFor: [], lookedFor: this.#lookedFor(job), findings: job.findings };
    return jobEmissions(view).map((emission) => ({
      ...toEventRequest(emission, alsoFor(emission, job, null)),
      siteNo: item.siteNo,
    }));
  }

  #lookedFor(job: JobRecord): readonly string[] {
    return this.#deps.panels.lookedFor(job.siteNo, job);
  }

  async #actionAfter(item: Item, { action }: Decision): Promise<EnforcementAction | null> {
    switch (action) {
      case "hide":
        return "hide";
      case "reject":
        return "remove";
      case "approve":
        return (await this.#isOutOfSight(item)) ? "restore" : null;
      case "flag":
        return null;
    }
  }

  /** Whether its platform was told last to keep it out of sight, however many decisions asked nothing of it since. */
  async #isOutOfSight(item: Item): Promise<boolean> {
    if (item.decided === null || sourceIdOf(item) === null) return false;
    const last = (await this.#deps.store.enforcementsOf(item.id)).at(-1);
    return last !== undefined && last.action !== "restore";
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

/** `also`: hidden webhooks that are owed it beside the subscribed ones. */
export function toEventRequest(
  { type, data, orderingKey, occurredAt }: Emission,
  also: readonly number[],
): EventRequest {
  return { type, data: JSON.stringify(data), value: data, externalId: null, occurredAt, orderingKey, also };
}

function isOfJobEnd({ type }: Emission): boolean {
  return type === "job.completed" || type === "job.failed";
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
function toEnforcement(
  action: EnforcementAction | null,
  item: Item,
  decision: Decision,
  source: CataloguedSource | undefined,
): Enforcement | null {
  if (action === null || item.origin.nativeId === null || sourceIdOf(item) === null) return null;
  const about = {
    decisionId: decision.id,
    itemId: item.id,
    siteNo: item.siteNo,
    action,
    at: decision.at,
    nextAt: null,
  };
  if (source !== undefined) return { ...about, state: "requested", code: null, error: null };
  const error = `Its source ${sourceIdOf(item)} has been deleted.`;
  return { ...about, state: "failed", code: "source_deleted", error };
}
