import { isDeepStrictEqual } from "node:util";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { InnerResult } from "../../engine/inner.ts";
import type { Enforcement } from "../../model/enforcement.ts";
import type { IdMaker } from "../../model/ids.ts";
import type { Clock } from "../../model/ports.ts";
import type { Site } from "../../model/site.ts";
import type { OwedDelivery } from "../../store/journal-entry.ts";
import type { ItemRecord, JobRecord } from "../../store/moderating.ts";
import type { Store } from "../../store/store.ts";
import { changeItem, deleteItem } from "../decisions/item-state.ts";
import { dropJob, type JobTimes } from "../decisions/job-state.ts";
import { createdEmissions, updatedEmissions } from "../emissions.ts";
import { DONE } from "../judging.ts";
import { newItem, newJob, type Submission } from "../records.ts";
import { judgeFor } from "../submitting.ts";
import { type Telling, toEventRequest } from "../telling.ts";
import { readTold } from "./told.ts";

export interface IncomingDeps {
  catalogue: Pick<Catalogue, "now" | "ensureInner">;
  store: Pick<Store, "findItem" | "enforcementsOf">;
  telling: Pick<Telling, "ofJobEnd">;
  ids: Pick<IdMaker, "take">;
  clock: Pick<Clock, "now">;
  jobTimes: JobTimes;
}

/**
 * What platforms tell of content, as items: the first that is heard of one makes it, a change has it judged again, a
 * deletion takes it out of the queue. What is told of our own doing (the same content once more, the end of what we had
 * removed) starts nothing.
 */
export class Incoming {
  readonly #deps: IncomingDeps;

  constructor(deps: IncomingDeps) {
    this.#deps = deps;
  }

  async take({ event }: OwedDelivery): Promise<InnerResult> {
    const told = readTold(event.type, event.payload);
    const site = this.#deps.catalogue.now.site(event.siteNo);
    if (told === undefined || site === undefined) return DONE;
    const record = await this.#deps.store.findItem(site.no, told.subject);
    if (told.kind === "deleted") return record === null ? DONE : this.#delete(record);
    if (record === null) return this.#submit(site, told.submission);
    const isNews = told.kind === "updated" && !record.item.isDeleted;
    if (!isNews || isDeepStrictEqual(record.item.content, told.submission.content)) return DONE;
    return this.#change(site, record, told.submission);
  }

  async #submit(site: Site, submission: Submission): Promise<InnerResult> {
    const { catalogue, ids, clock, jobTimes } = this.#deps;
    const judge = await judgeFor(catalogue, site.no, submission.content);
    const now = clock.now();
    const item = newItem(ids, site.no, submission, now);
    const jobs = [newJob(ids, item, now, jobTimes)];
    return {
      failure: null,
      events: createdEmissions(site.id, item).map((one) => ({ ...toEventRequest(one, [judge]), siteNo: site.no })),
      moderation: { items: [{ item, rev: null, jobs, decision: null }], enforcements: [] },
    };
  }

  /** The item is judged again, and is meanwhile what it was. */
  async #change(site: Site, { item: was, rev, job }: ItemRecord, { content }: Submission): Promise<InnerResult> {
    const { catalogue, ids, clock, telling, jobTimes } = this.#deps;
    const judge = await judgeFor(catalogue, site.no, content);
    const now = clock.now();
    const item = changeItem(was, content);
    const ended: JobRecord = { ...job, ...dropJob(job, "ITEM_CHANGED", now) };
    const isNewlyEnded = ended.status !== job.status;
    const jobs = [...(isNewlyEnded ? [ended] : []), newJob(ids, item, now, jobTimes)];
    // The first event owes the judging.
    const updated = updatedEmissions(site.id, item, now).map((one) => toEventRequest(one, [judge]));
    return {
      failure: null,
      events: [
        ...updated.map((one) => ({ ...one, siteNo: site.no })),
        ...(isNewlyEnded ? telling.ofJobEnd(item, ended) : []),
      ],
      moderation: { items: [{ item, rev, jobs, decision: null }], enforcements: [] },
    };
  }

  async #delete({ item, rev, job, decision }: ItemRecord): Promise<InnerResult> {
    if (item.isDeleted) return DONE;
    const enforcements = await this.#deps.store.enforcementsOf(item.id);
    if (enforcements.some((one) => one.decisionId === decision?.id && isOurRemoval(one))) return DONE;
    const ended: JobRecord = { ...job, ...dropJob(job, "ITEM_DELETED", this.#deps.clock.now()) };
    const isNewlyEnded = ended.status !== job.status;
    return {
      failure: null,
      events: isNewlyEnded ? this.#deps.telling.ofJobEnd(item, ended) : [],
      moderation: {
        items: [{ item: deleteItem(item), rev, jobs: isNewlyEnded ? [ended] : [], decision: null }],
        enforcements: [],
      },
    };
  }
}

function isOurRemoval({ action, state }: Enforcement): boolean {
  return action === "remove" && (state === "requested" || state === "applied");
}
