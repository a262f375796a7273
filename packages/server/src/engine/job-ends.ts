/** Ends of jobs, each told to an address of its own: what would be a webhook's is the job's. */
import { openJobSecret } from "../catalogue/job-callback.ts";
import type { Vault } from "../catalogue/vault.ts";
import { parseId } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { WebhookConfig, WebhookSecrets } from "../model/webhook.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { JobCallback } from "../store/moderating.ts";
import type { Reads } from "../store/reads.ts";
import { AddressPace } from "./address-pace.ts";
import { askPatiently } from "./ask-patiently.ts";
import {
  type AttemptDeps,
  type Destination,
  hopeless,
  type MadeAttempt,
  makeAttempt,
  type Postponed,
} from "./attempt.ts";

export interface JobEndsDeps extends Omit<AttemptDeps, "maySend"> {
  store: Pick<Reads, "readJob">;
  vault: Pick<Vault, "open">;
  clock: Clock;
}

/** Whether deliveries of this webhook go to addresses of single jobs. */
export function tellsOfJobs({ inner }: Pick<WebhookConfig, "inner">): boolean {
  return inner?.kind === "callbacks";
}

/** Attempts to tell an address of one job's end. */
export class JobEnds {
  readonly #deps: JobEndsDeps;
  readonly #pace: AddressPace;

  constructor(deps: JobEndsDeps) {
    this.#deps = deps;
    this.#pace = new AddressPace(deps.clock);
  }

  /** Postponed where its address is slow and has its share. Null when it was not to be sent any more. */
  async make(delivery: OwedDelivery, maySend: () => boolean): Promise<MadeAttempt | Postponed | null> {
    const { store, clock } = this.#deps;
    const jobId = jobIdIn(delivery.event.payload);
    const callback = await askPatiently(clock, () => callbackOf(store, jobId));
    if (callback === null) return hopeless(delivery, "the job whose end it tells of is not kept any more", this.#deps);
    const destination = this.#open(callback, jobId);
    const turn = this.#pace.begin(destination.url);
    if (typeof turn === "number") return { postponedTo: turn };
    let made: MadeAttempt | null = null;
    try {
      made = await makeAttempt({ ...this.#deps, maySend }, delivery, destination);
    } finally {
      this.#pace.end(turn, made !== null && made.attempt.statusCode !== null);
    }
    return made;
  }

  #open({ url, sealedSecret }: JobCallback, jobId: bigint): Destination {
    // Of a contract that signs nothing no secret is asked for.
    const current = sealedSecret === null ? "" : openJobSecret(sealedSecret, jobId, this.#deps.vault);
    const secrets: WebhookSecrets = { current, next: null, previous: null, previousUntil: null };
    return { url, secrets };
  }
}

/** Where the end of a job is told; null: nowhere, or the job is not kept any more. */
export async function callbackOf(store: Pick<Reads, "readJob">, jobId: bigint): Promise<JobCallback | null> {
  return (await store.readJob(jobId))?.callback ?? null;
}

/** `job.completed` and `job.failed` name their job. */
export function jobIdIn(payload: string): bigint {
  const { job_id: text } = JSON.parse(payload) as { job_id?: unknown };
  const id = typeof text === "string" ? parseId("job", text) : undefined;
  if (id === undefined) throw new Error(`An event that tells of a job's end names no job: ${payload.slice(0, 200)}`);
  return id;
}
