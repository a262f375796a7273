/**
 * Media as PixelPatrol tells of it. `media.moderated` has the fields of the page "Webhooks"
 * (https://docs.pixelpatrol.net/concepts/webhooks) and after them those of the API reference
 * (api-reference/webhooks/media-moderated), in the envelope of the former. Its `media.created` is printed in the API
 * reference alone.
 */
import type { Decision } from "../../model/decision.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding } from "../../model/finding.ts";
import { formatId } from "../../model/ids.ts";
import type { Item, ItemContent } from "../../model/item.ts";
import type { Job } from "../../model/job.ts";
import type { RuleHit } from "../../model/rule.ts";
import { highestByLabel, isoTime, type Moderated } from "./moderated.ts";
import { itemStanding, PIXELPATROL_STATUS } from "./standing.ts";

/** The data of `media.created`. */
export function mediaCreated(siteId: bigint, item: Item): JsonObject {
  return {
    media_id: formatId("media", item.id),
    app_media_id: item.origin.appMediaId,
    site_id: formatId("site", siteId),
    status: "pending",
    content_type: contentType(item.content),
    created_at: isoTime(item.createdAt),
    metadata: item.metadata,
  };
}

/** The data of `media.updated`, which is ours: PixelPatrol's own of that name was told of a person's decision, and is gone. */
export function mediaUpdated(siteId: bigint, item: Item, at: number): JsonObject {
  return { ...mediaCreated(siteId, item), status: item.status, updated_at: isoTime(at) };
}

/** The data of `media.moderated`. */
export function mediaModerated({ siteId, item, job, decision, findings }: Moderated): JsonObject {
  return {
    media_id: formatId("media", item.id),
    app_media_id: item.origin.appMediaId,
    site_id: formatId("site", siteId),
    status: PIXELPATROL_STATUS.concepts[itemStanding(item, job)],
    previous_status: decision.previous.status,
    ai_results: { labels: labelsOf(findings) },
    applied_rules: decision.hits.map(appliedRule),
    moderation_type: moderationType(decision, findings),
    moderated_at: isoTime(decision.at),
    moderator: decision.actor ?? "system",
    moderation_details: details(decision, job, findings),
    metadata: item.metadata,
  };
}

/**
 * The answer to `GET /v1/media/{id}` (https://docs.pixelpatrol.net, get-media-status). `decision`: the newest; null: none
 * yet. `error_code` is there when the last job has ended without a verdict.
 */
export function mediaStatus(item: Item, job: Job, decision: Decision | null): JsonObject {
  return {
    id: formatId("media", item.id),
    status: PIXELPATROL_STATUS.concepts[itemStanding(item, job)],
    app_media_id: item.origin.appMediaId,
    moderated_at: decision === null ? null : isoTime(decision.at),
    ...(job.errorCode !== null && { error_code: job.errorCode }),
  };
}

function contentType({ videoUrl, imageUrls }: ItemContent): string {
  if (videoUrl !== null) return "video";
  return imageUrls.length > 0 ? "image" : "text";
}

/** Classes that have a confidence, as theirs do; lists of words are `rule_violations`. */
function labelsOf(findings: readonly Finding[]): JsonObject[] {
  const counted = findings.filter(({ kind, isInformational }) => kind === "label" && !isInformational);
  return [...highestByLabel(counted)].map(([name, { confidence }]) => ({ name, confidence }));
}

function appliedRule({ ruleId, ruleName, action }: RuleHit): JsonObject {
  return { rule_id: formatId("rule", ruleId), rule_name: ruleName, action };
}

/** `ai`, `rule`, and `manual` for what a person says. */
function moderationType({ cause, hits }: Decision, findings: readonly Finding[]): string {
  if (cause === "person") return "manual";
  const isByClass = hits.some(({ foundBy }) => foundBy === "label");
  const isClassed = hits.length === 0 && findings.some(({ kind }) => kind === "label");
  return isByClass || isClassed ? "ai" : "rule";
}

function details(decision: Decision, job: Job, findings: readonly Finding[]): JsonObject {
  const { hits, verdict, cause, reason, at } = decision;
  const analysis = [...highestByLabel(findings.filter(({ kind }) => kind === "label"))];
  const violations = hits.filter(({ action }) => action !== "approve");
  return {
    rule_violations: violations.map(violation),
    ...(analysis.length > 0 && {
      ai_analysis: Object.fromEntries(analysis.map(([label, { confidence }]) => [label, confidence])),
    }),
    ...(verdict !== "approved" && { reason }),
    ...(verdict === "flagged" && { flagged_categories: [...new Set(violations.flatMap(({ labels }) => labels))] }),
    ...(cause !== "person" && { processing_time_ms: Math.max(0, at - job.createdAt) }),
  };
}

function violation({ ruleId, ruleName, foundBy, labels, confidence, matchedText }: RuleHit): JsonObject {
  return {
    rule_id: formatId("rule", ruleId),
    rule_name: ruleName,
    rule_type: foundBy === "label" ? "ai_threshold" : foundBy === "match" ? "keyword" : "metadata",
    confidence: confidence ?? 1,
    details: labels.length === 0 ? `Rule "${ruleName}" was hit.` : `Found: ${labels.join(", ")}.`,
    ...(matchedText !== null && { matched_text: matchedText }),
  };
}
