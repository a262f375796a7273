import type { Catalogue } from "../catalogue/catalogue.ts";
import { sealJobSecret } from "../catalogue/job-callback.ts";
import type { Vault } from "../catalogue/vault.ts";
import type { Accepted, AcceptRequest, Engine } from "../engine/requests.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Item, ItemContent } from "../model/item.ts";
import type { Job } from "../model/job.ts";
import type { Clock } from "../model/ports.ts";
import type { Site } from "../model/site.ts";
import type { JobRecord } from "../store/moderating.ts";
import type { JobTimes } from "./decisions/job-state.ts";
import { createdEmissions } from "./emissions.ts";
import { judgeLaneOf, newItem, newJob, type Submission } from "./records.ts";
import { toEventRequest } from "./telling.ts";

export interface SubmittingDeps {
  catalogue: Pick<Catalogue, "now" | "ensureInner">;
  vault: Pick<Vault, "seal">;
  engine: Pick<Engine, "accept">;
  ids: Pick<IdMaker, "take">;
  clock: Pick<Clock, "now">;
  jobTimes: JobTimes;
}

/** Who hears of one job's end. With a secret it is signed and sent again until it arrives; without, it is sent once. */
export interface Callback {
  url: string;
  secret: string | null;
}

export interface Wishes {
  submission: Submission;
  callback: Callback | null;
  idempotency: AcceptRequest["idempotency"];
  toAnswer(item: Item, job: Job): string;
}

/** The way in for what an application hands in: item, job and `media.created` are one commit. */
export class Submitting {
  readonly #deps: SubmittingDeps;

  constructor(deps: SubmittingDeps) {
    this.#deps = deps;
  }

  /** Resolves when it is durable, and its judging is owed. @throws Problem as `engine.accept` does */
  async submit(site: Site, { submission, callback, idempotency, toAnswer }: Wishes): Promise<Accepted> {
    const { engine, ids, clock, jobTimes } = this.#deps;
    const judge = await judgeFor(this.#deps.catalogue, site.no, submission.content);
    const callbackNo = callback === null ? null : await this.#callbackNo(site, callback);
    const now = clock.now();
    const item = newItem(ids, site.no, submission, now);
    const job = this.#toldTo(newJob(ids, item, now, jobTimes), callbackNo, callback);
    return engine.accept({
      siteNo: site.no,
      events: createdEmissions(site.id, item).map((emission) => toEventRequest(emission, [judge])),
      idempotency,
      toAnswer: () => toAnswer(item, job),
      moderation: { items: [{ item, rev: null, jobs: [job], decision: null }], enforcements: [] },
    });
  }

  async #callbackNo(site: Site, { secret }: Callback): Promise<number> {
    const contract = secret === null ? "omnifence" : "omnifence-signed";
    return (await this.#deps.catalogue.ensureInner(site.no, "callbacks", contract)).no;
  }

  #toldTo(job: JobRecord, callbackNo: number | null, callback: Callback | null): JobRecord {
    if (callback === null) return job;
    const { url, secret } = callback;
    const sealedSecret = secret === null ? null : sealJobSecret(secret, job.id, this.#deps.vault);
    return { ...job, callbackNo, callback: { url, sealedSecret } };
  }
}

/** The hidden webhook whose deliveries judge content of this kind. */
export async function judgeFor(
  catalogue: Pick<Catalogue, "now" | "ensureInner">,
  siteNo: number,
  content: ItemContent,
): Promise<number> {
  const lane = judgeLaneOf(content);
  return (catalogue.now.inner(siteNo, "judge", lane) ?? (await catalogue.ensureInner(siteNo, "judge", lane))).no;
}
