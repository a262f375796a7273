/**
 * Jobs as OmniFence tells of them, in two generations. `first`: https://docs.omnifence.ai, platform/webhooks, with
 * `categories`. `signed`: https://github.com/Omnifence/omnifence-skills, references/webhook-handler.md and polling.md,
 * without. An event is one for all who hear of it, so it has them: the contract `omnifence-signed` leaves them out.
 *
 * `is_prohibited` is true, false, or null for no verdict. A category is true where the job was rejected for it, false
 * where it was looked for, and absent where it was not.
 */
import type { Decision } from "../../model/decision.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding } from "../../model/finding.ts";
import { formatId } from "../../model/ids.ts";
import type { Job } from "../../model/job.ts";
import { isoTime } from "./moderated.ts";
import { isProhibited } from "./standing.ts";

export type Generation = "first" | "signed";

/** A job with what its categories are told by. */
export interface JobView {
  job: Job;
  /** Labels of the findings that it was rejected for. */
  rejectedFor: readonly string[];
  /** Labels that were looked for, beside those that something was said of. */
  lookedFor: readonly string[];
  findings: readonly Finding[];
}

/** Labels that a decision names as its grounds, for `JobView.rejectedFor`. */
export function labelsBehind({ hits }: Decision): readonly string[] {
  return [...new Set(hits.filter(({ action }) => action !== "approve").flatMap(({ labels }) => labels))];
}

/** The data of `job.completed` and `job.failed`: what is sent once the job has ended. */
export function jobCallback(view: JobView): JsonObject {
  const { job } = view;
  const head = { job_id: formatId("job", job.id), status: job.status, is_prohibited: isProhibited(job) };
  return { ...head, ...resultFields(view, "first"), ...endOf(job) };
}

/** The answer to `GET /job/{id}`. */
export function jobStatus(view: JobView, generation: Generation): JsonObject {
  const { job } = view;
  return {
    job_id: formatId("job", job.id),
    type: job.modality,
    status: job.status,
    is_prohibited: isProhibited(job),
    ...resultFields(view, generation),
    ...(generation === "signed" && nsfwOf(view)),
    created_at: isoTime(job.createdAt),
    ...endOf(job),
  };
}

function resultFields(view: JobView, generation: Generation): JsonObject {
  const { job } = view;
  const hasCategories = generation === "first" && job.status === "completed";
  return {
    ...(hasCategories && { categories: categoriesOf(view) }),
    ...(job.reason !== null && { reason: job.reason }),
    ...(job.errorCode !== null && { error_code: job.errorCode }),
  };
}

function endOf({ endedAt, status }: Job): JsonObject {
  if (endedAt === null) return {};
  return { [status === "failed" ? "failed_at" : "completed_at"]: isoTime(endedAt) };
}

/** Their categories of pictures, and our labels of the same. Any other label is one of the site's own: `custom`. */
const CATEGORIES: readonly (readonly [category: string, labels: readonly string[]])[] = [
  ["ai_adult_general", ["ai_adult_general"]],
  ["underage", ["underage", "sexual_minors"]],
  ["nsfw", ["nsfw", "adult"]],
];

function categoriesOf({ job, rejectedFor, lookedFor, findings }: JobView): JsonObject {
  const found = new Set(job.verdict === "rejected" ? rejectedFor : []);
  const said = findings.filter(({ kind }) => kind !== "failure").map(({ label }) => label);
  const looked = new Set([...lookedFor, ...said, ...found]);
  const isPicture = job.modality === "image" || job.modality === "video";
  const builtIn = isPicture ? CATEGORIES.filter(([, labels]) => labels.some((label) => looked.has(label))) : [];
  const told = new Set(builtIn.flatMap(([, labels]) => labels));
  return {
    ...Object.fromEntries(builtIn.map(([category, labels]) => [category, labels.some((label) => found.has(label))])),
    custom: Object.fromEntries(
      [...looked].filter((label) => !told.has(label)).map((label) => [label, found.has(label)]),
    ),
  };
}

const NSFW = ["nsfw", "adult"];
/** From here on it is more likely than not. */
const LIKELY = 0.5;

/** What they say for information alone, once the job is completed. Absent: nobody looked. */
function nsfwOf({ job, findings, lookedFor }: JobView): JsonObject {
  const said = findings.filter(({ kind, label }) => kind !== "failure" && NSFW.includes(label));
  const isLookedFor = said.length > 0 || lookedFor.some((label) => NSFW.includes(label));
  if (job.status !== "completed" || !isLookedFor) return {};
  return { nsfw: said.some(({ confidence }) => (confidence ?? 1) >= LIKELY) };
}
