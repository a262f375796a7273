/** What an event tells of jobs. */
import type { WebhookEvent } from "../event.ts";
import { idAt, isObject, type JsonObject, listAt } from "../json/fields.ts";

/** A job that was told of. `isProven`: the signature was checked, so what is said may be believed. */
export interface Told {
  jobId: string;
  job: JsonObject;
  isProven: boolean;
}

/** One for a job's event, one for each item of a batch's, none for any other. */
export function jobsToldBy({ eventType, platform, data }: WebhookEvent): readonly Told[] {
  if (platform !== "omnifence" || !eventType.startsWith("omnifence.")) return [];
  const isProven = eventType !== "omnifence.unverified";
  const items = [data, ...listAt(data, "items")];
  return items.flatMap((job) => {
    const jobId = idAt(job, "job_id");
    return isObject(job) && jobId !== undefined ? [{ jobId, job, isProven }] : [];
  });
}
