/** Items, findings and what else moderation's tests are about; a test says what is special about its own. */
import type { Decision, Ruling } from "../../src/model/decision.ts";
import type { Finding, Judgement } from "../../src/model/finding.ts";
import type { ContentPart, Item, ItemContent } from "../../src/model/item.ts";
import type { Job } from "../../src/model/job.ts";
import type { RuleHit } from "../../src/model/rule.ts";

export const AT = Date.UTC(2026, 0, 15, 12, 30);
export const SITE_ID = 1n << 40n;

export function content(parts: Partial<ItemContent> = {}): ItemContent {
  return { modality: "comment", text: "Hello", imageUrls: [], videoUrl: null, language: null, ...parts };
}

export function item(parts: Partial<Item> = {}): Item {
  return {
    id: 2n << 40n,
    siteNo: 1,
    content: content(),
    origin: { appMediaId: null, platform: "twitter", nativeId: "c7", postId: "p1", postedAt: AT - 60_000 },
    author: { id: "a1", username: "ann" },
    metadata: {},
    status: "pending",
    run: 1,
    decided: null,
    isDeleted: false,
    createdAt: AT - 1_500,
    ...parts,
  };
}

export function job(parts: Partial<Job> = {}): Job {
  return {
    id: 3n << 40n,
    itemId: 2n << 40n,
    run: 1,
    modality: "comment",
    status: "processing",
    verdict: null,
    reason: null,
    errorCode: null,
    createdAt: AT - 1_500,
    deadline: AT + 300_000,
    endedAt: null,
    ...parts,
  };
}

export function label(name: string, confidence: number | null, parts: Partial<Finding> = {}): Finding {
  const kind = "label" as const;
  const rest = { severity: null, isInformational: false, evidence: null, reason: null };
  return { evaluator: "openai", kind, label: name, confidence, ...rest, ...parts };
}

export function match(name: string, severity: Finding["severity"], text = "word"): Finding {
  const evidence = { kind: "text" as const, matches: [{ start: 0, end: text.length, text }] };
  return label(name, null, { evaluator: "terms", kind: "match", severity, evidence });
}

export function failure(code: string, parts: Partial<Finding> = {}): Finding {
  return label(code, null, { kind: "failure", ...parts });
}

/** All of the item was judged, unless it is said what was. */
export function judgement(findings: readonly Finding[], judged?: readonly ContentPart[]): Judgement {
  return { findings, judged: new Set(judged ?? (["text", "image", "video"] as const)) };
}

export function hit(parts: Partial<RuleHit> = {}): RuleHit {
  return {
    groupId: 10n,
    ruleId: 11n,
    ruleName: "No hate",
    version: 1,
    action: "reject",
    labels: ["hate"],
    foundBy: "label",
    confidence: 0.93,
    matchedText: null,
    ...parts,
  };
}

export function ruling(action: Ruling["action"], parts: Partial<Ruling> = {}): Ruling {
  const verdict = action === "approve" ? "approved" : action === "reject" ? "rejected" : "flagged";
  const hits = action === "approve" ? [] : [hit({ action })];
  const cause = action === "approve" ? "default" : "rule";
  return { verdict, action, cause, hits, failures: [], unjudged: [], reason: "Because.", ...parts };
}

export function decision(action: Ruling["action"], parts: Partial<Decision> = {}): Decision {
  return {
    ...ruling(action),
    id: 4n << 40n,
    itemId: 2n << 40n,
    jobId: 3n << 40n,
    run: 1,
    actor: null,
    apiKey: null,
    previous: { status: "pending", action: null },
    at: AT,
    ...parts,
  };
}
