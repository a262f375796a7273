/**
 * OmniFence's first generation (https://docs.omnifence.ai/platform/webhook-reliability): `POST /moderate/*` gives a
 * job's id, `GET /job/{id}` tells of it, and the webhook is sent once, unsigned, whatever it is answered.
 */
import type { Internet } from "./internet.ts";
import { type Asked, bearerOf, type Platform, type Told } from "./platform.ts";

interface Job {
  job_id: string;
  status: "queued" | "completed";
  is_prohibited: boolean | null;
  completed_at?: string;
}

export class OmniFence implements Platform {
  readonly hosts = ["api.omnifence.ai"];
  readonly baseUrl = "https://api.omnifence.ai/api/v1";
  readonly apiKey = "key-of-the-account";
  /** Where webhooks go. */
  webhookUrl = "";
  /** Ids in the order in which they were asked after. */
  readonly asked: string[] = [];
  readonly #jobs = new Map<string, Job>();
  #internet: Internet | undefined;

  join(internet: Internet): void {
    this.#internet = internet;
  }

  answer(asked: Asked): Told {
    if (bearerOf(asked) !== this.apiKey) return { status: 401, json: { error: "UNAUTHORIZED" } };
    const [, , , what, id = ""] = asked.path.split("/");
    if (asked.method === "POST" && what === "moderate") return { status: 202, json: this.submit() };
    this.asked.push(id);
    const job = this.#jobs.get(id);
    return job === undefined ? { status: 404, json: { error: "JOB_NOT_FOUND" } } : { json: job };
  }

  submit(): Job {
    const job: Job = { job_id: `job-${this.#jobs.size + 1}`, status: "queued", is_prohibited: null };
    this.#jobs.set(job.job_id, job);
    return job;
  }

  /** The job has its verdict. The webhook is another matter. */
  finish(jobId: string, isProhibited: boolean): Job {
    const completed_at = new Date().toISOString();
    const job: Job = { job_id: jobId, status: "completed", is_prohibited: isProhibited, completed_at };
    this.#jobs.set(jobId, job);
    return job;
  }

  /** Once, and never again. The status of the answer; undefined when there was none. */
  async send(job: object): Promise<number | undefined> {
    const headers = { "content-type": "application/json" };
    return this.#internet!.send(this.webhookUrl, { headers, body: JSON.stringify(job) }).then(
      ({ status }) => status,
      () => undefined,
    );
  }
}
