import type { JsonObject } from "../model/event-type.ts";
import { formatId } from "../model/ids.ts";
import type { Item } from "../model/item.ts";
import type { Job } from "../model/job.ts";
import { isEnded } from "./decisions/job-state.ts";
import type { Moderated } from "./projections/moderated.ts";
import { commentModerated, postModerated } from "./projections/moderation-ai.ts";
import { type JobView, jobCallback, labelsBehind } from "./projections/omnifence.ts";
import { mediaCreated, mediaModerated, mediaUpdated } from "./projections/pixelpatrol.ts";

/** An event that moderation makes. `JSON.stringify` of its data is canonical. */
export interface Emission {
  type:
    | "media.created"
    | "media.updated"
    | "media.moderated"
    | "comment.moderated"
    | "post.moderated"
    | "job.completed"
    | "job.failed";
  data: JsonObject;
  orderingKey: string;
  /** Milliseconds since 1970. */
  occurredAt: number;
}

/** With a new item. */
export function createdEmissions(siteId: bigint, item: Item): Emission[] {
  const data = mediaCreated(siteId, item);
  return [{ type: "media.created", data, orderingKey: formatId("media", item.id), occurredAt: item.createdAt }];
}

/** With content that was changed where it came from: it is judged again. */
export function updatedEmissions(siteId: bigint, item: Item, at: number): Emission[] {
  const data = mediaUpdated(siteId, item, at);
  return [{ type: "media.updated", data, orderingKey: formatId("media", item.id), occurredAt: at }];
}

/**
 * With a decision: `media.moderated` always, the platform's own kind of event where the item came from one, and the job's
 * when it has ended by this. `jobBefore`: the job as it was. `lookedFor`: labels that the site's evaluators look for and need not have said
 * anything of.
 */
export function decisionEmissions(moderated: Moderated, jobBefore: Job, lookedFor: readonly string[]): Emission[] {
  const { item, job, decision, findings } = moderated;
  const orderingKey = formatId("media", item.id);
  const occurredAt = decision.at;
  const emissions: Emission[] = [
    { type: "media.moderated", data: mediaModerated(moderated), orderingKey, occurredAt },
    ...platformEmission(moderated),
  ];
  if (isEnded(jobBefore)) return emissions;
  return [...emissions, ...jobEmissions({ job, rejectedFor: labelsBehind(decision), lookedFor, findings })];
}

/** With the end of a job; none while it goes on. Once for each job: ask when it has just ended. */
export function jobEmissions(view: JobView): Emission[] {
  const { status, itemId, endedAt } = view.job;
  if (status !== "completed" && status !== "failed") return [];
  const data = jobCallback(view);
  return [{ type: `job.${status}`, data, orderingKey: formatId("media", itemId), occurredAt: endedAt! }];
}

/** Keyed as the inbound events of the same comment are, so that its order holds among them. */
function platformEmission(moderated: Moderated): Emission[] {
  const { item, decision } = moderated;
  const { platform, nativeId } = item.origin;
  if (platform === null || nativeId === null) return [];
  const orderingKey = `${platform}:${nativeId}`;
  const occurredAt = decision.at;
  switch (item.content.modality) {
    case "comment":
      return [{ type: "comment.moderated", data: commentModerated(moderated), orderingKey, occurredAt }];
    case "post":
      return [{ type: "post.moderated", data: postModerated(moderated), orderingKey, occurredAt }];
    default:
      return [];
  }
}
