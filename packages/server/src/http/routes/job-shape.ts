import { type Static, Type } from "typebox";
import { formatId } from "../../model/ids.ts";
import { MODALITIES } from "../../model/item.ts";
import { JOB_ERROR_CODES } from "../../model/job.ts";
import type { Site } from "../../model/site.ts";
import { jobStatus, labelsBehind } from "../../moderation/projections/omnifence.ts";
import type { JobRecord } from "../../store/moderating.ts";
import type { AppDeps } from "../app.ts";
import { nullable, oneOf, strict, Time } from "../shapes.ts";

export const JOB_STATUSES = ["queued", "processing", "completed", "failed"] as const;

const Categories = strict({
  ai_adult_general: Type.Optional(Type.Boolean()),
  underage: Type.Optional(Type.Boolean()),
  nsfw: Type.Optional(Type.Boolean()),
  custom: Type.Unsafe<Record<string, boolean>>({ type: "object", additionalProperties: { type: "boolean" } }),
});

export const JobShape = strict(
  {
    job_id: Type.String(),
    type: oneOf(MODALITIES),
    status: oneOf(JOB_STATUSES),
    is_prohibited: nullable(Type.Boolean({ description: "Null: there is no verdict, and it is no pass." })),
    categories: Type.Optional(Categories),
    nsfw: Type.Optional(Type.Boolean()),
    reason: Type.Optional(Type.String()),
    error_code: Type.Optional(oneOf(JOB_ERROR_CODES)),
    created_at: Time,
    completed_at: Type.Optional(Time),
    failed_at: Type.Optional(Time),
    media_id: Type.String({ description: "Of the item that it judges." }),
  },
  { $id: "Job" },
);

type Deps = Pick<AppDeps, "store" | "moderation">;

/** In OmniFence's words: those of its second generation where the site's contract is, else of the first. */
export async function showJob(
  job: JobRecord,
  site: Site,
  { store, moderation }: Deps,
): Promise<Static<typeof JobShape>> {
  const generation = site.contract === "omnifence-signed" ? "signed" : "first";
  const view = {
    job,
    rejectedFor: job.verdict === "rejected" ? await rejectedFor(job, store) : [],
    lookedFor: moderation.panels.lookedFor(site.no, job),
    findings: job.findings,
  };
  const status = jobStatus(view, generation) as Omit<Static<typeof JobShape>, "media_id">;
  return { ...status, media_id: formatId("media", job.itemId) };
}

/** What decided it: the newest of its own decisions that rejects. */
async function rejectedFor(job: JobRecord, store: Deps["store"]): Promise<readonly string[]> {
  const decisions = await store.decisionsOf(job.itemId);
  const decisive = decisions.findLast(({ jobId, verdict, at }) => {
    return jobId === job.id && verdict === "rejected" && at <= (job.endedAt ?? at);
  });
  return decisive === undefined ? [] : labelsBehind(decisive);
}
