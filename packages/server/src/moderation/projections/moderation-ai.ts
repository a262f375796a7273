/**
 * Comments and posts as moderation_ai's unified events have them (its page "Webhook Patterns"), and its severities and
 * actions (docs/standards-and-metrics.md of https://github.com/cgoss/Moderation-ai). That page draws a "Moderation
 * Action" and does not define it; `comment.moderated` is ours, in its words.
 */
import { type Decision, decidedBy } from "../../model/decision.ts";
import type { JsonObject } from "../../model/event-type.ts";
import type { Finding, Severity } from "../../model/finding.ts";
import { formatId } from "../../model/ids.ts";
import type { Item } from "../../model/item.ts";
import { highestByLabel, isoTime, type Moderated } from "./moderated.ts";
import { MODERATION_AI_ACTION } from "./standing.ts";

/** The data of `comment.moderated`. `platform` is where the contract `moderation-ai` reads it. */
export function commentModerated(moderated: Moderated): JsonObject {
  const { item } = moderated;
  const comment = {
    id: item.origin.nativeId,
    post_id: item.origin.postId,
    author_id: item.author.id,
    author_username: item.author.username,
    text: item.content.text,
    created_at: postedAt(item),
  };
  return { platform: item.origin.platform, comment, ...decisionFields(moderated) };
}

/** The data of `post.moderated`. */
export function postModerated(moderated: Moderated): JsonObject {
  const { item } = moderated;
  const { text, imageUrls, videoUrl } = item.content;
  const post = {
    id: item.origin.nativeId,
    author_id: item.author.id,
    author_username: item.author.username,
    caption: text,
    media_urls: videoUrl === null ? [...imageUrls] : [...imageUrls, videoUrl],
    created_at: postedAt(item),
  };
  return { platform: item.origin.platform, post, ...decisionFields(moderated) };
}

/** `previous`: what had been decided before; null: nothing. */
function decisionFields({ decision, findings }: Moderated): JsonObject {
  const { action, reason, hits, previous, cause } = decision;
  return {
    decision: {
      action: MODERATION_AI_ACTION[action],
      reason,
      rules: hits.map((hit) => ({
        id: formatId("rule", hit.ruleId),
        name: hit.ruleName,
        action: MODERATION_AI_ACTION[hit.action],
      })),
      labels: labelsOf(findings),
      ...analysisError(decision),
    },
    previous: previous.action === null ? null : MODERATION_AI_ACTION[previous.action],
    by: decidedBy(cause),
  };
}

/** There when the item was flagged because it could not be judged: what raises its `AnalysisError`. */
function analysisError({ cause, failures, reason }: Decision): JsonObject {
  if (cause !== "evaluator_failed" && cause !== "not_evaluated" && cause !== "timed_out") return {};
  return { error: { type: "AnalysisError", code: failures[0]?.code ?? cause, message: reason } };
}

function labelsOf(findings: readonly Finding[]): JsonObject[] {
  const counted = findings.filter(({ isInformational }) => !isInformational);
  return [...highestByLabel(counted)].map(([name, finding]) => {
    return { name, confidence: finding.confidence, severity: severityOf(finding) };
  });
}

/**
 * As the evaluator says; else by the confidence, in the bands of PixelPatrol (concepts/moderation): below 0.3 low, below
 * 0.7 medium, from there on high. Null where there is neither.
 */
export function severityOf({ severity, confidence }: Pick<Finding, "severity" | "confidence">): Severity | null {
  if (severity !== null || confidence === null) return severity;
  if (confidence < 0.3) return "low";
  return confidence < 0.7 ? "medium" : "high";
}

function postedAt({ origin }: Item): string | null {
  return origin.postedAt === null ? null : isoTime(origin.postedAt);
}
