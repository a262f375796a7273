import { type Static, Type } from "typebox";
import { type Decision, decidedBy } from "../../model/decision.ts";
import { ENFORCEMENT_CODES, type Enforcement } from "../../model/enforcement.ts";
import { FAILURE_CODES, type Finding, SEVERITIES } from "../../model/finding.ts";
import { formatId } from "../../model/ids.ts";
import { RULE_ACTIONS } from "../../model/rule.ts";
import { nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

export const MEDIA_STATUSES = ["pending", "approved", "rejected", "flagged"] as const;
const PARTS = ["text", "image", "video"] as const;

const Confidence = nullable(Type.Number({ minimum: 0, maximum: 1 }));
const Evidence = Type.Unsafe<Finding["evidence"]>({
  type: ["object", "null"],
  description: "Places in the text (UTF-16), how near to which picture, or moments of the video in milliseconds.",
});

export const FindingShape = strict(
  {
    evaluator: Type.String(),
    kind: oneOf(["label", "match", "failure"], "A class, something on a list, or that it could not judge."),
    label: Type.String(),
    confidence: Confidence,
    severity: nullable(oneOf(SEVERITIES)),
    informational: Type.Boolean({ description: "Told, and no reason by itself." }),
    reason: nullable(Type.String()),
    evidence: Evidence,
  },
  { $id: "Finding" },
);

export const EnforcementShape = strict(
  {
    action: oneOf(["hide", "remove", "restore"]),
    state: oneOf(
      ["requested", "applied", "unsupported", "failed"],
      "`unsupported`: the platform has no such call, and nothing was done.",
    ),
    code: nullable(oneOf(ENFORCEMENT_CODES, "Why it has failed.")),
    error: nullable(
      Type.String({ description: "What the platform said, what was done instead, or why it is not done yet." }),
    ),
    at: Time,
    next_at: Type.Unsafe<string | null>({
      ...nullable(Time),
      description: "While it is owed: not before then. Null: as soon as may be.",
    }),
  },
  { $id: "Enforcement" },
);

const HitShape = strict({
  group_id: Type.String(),
  rule_id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  action: oneOf(RULE_ACTIONS),
  labels: Type.Array(Type.String()),
  confidence: Confidence,
  matched_text: nullable(Type.String()),
});

export const DecisionShape = strict(
  {
    id: Type.String(),
    job_id: Type.String(),
    at: Time,
    verdict: oneOf(["approved", "rejected", "flagged"]),
    action: oneOf(RULE_ACTIONS),
    cause: oneOf(["rule", "default", "evaluator_failed", "not_evaluated", "timed_out", "person"]),
    by: oneOf(["rule", "system", "person"]),
    actor: nullable(Type.String({ description: "Who decided, where a person did: as they call themselves." })),
    api_key: nullable(Type.String({ description: "The name of the key by which the person did." })),
    reason: Type.String(),
    rules: Type.Array(HitShape, { description: "The rules that were hit, as they were then." }),
    failures: Type.Array(strict({ evaluator: Type.String(), code: oneOf(FAILURE_CODES) })),
    unjudged: Type.Array(oneOf(PARTS), { description: "Parts that nobody has judged." }),
    previous: strict({ status: oneOf(MEDIA_STATUSES), action: nullable(oneOf(RULE_ACTIONS)) }),
    enforcement: Type.Unsafe<Static<typeof EnforcementShape> | null>({
      anyOf: [{ $ref: "Enforcement#" }, { type: "null" }],
      description: "How it was carried out on the platform; null: nothing was to be done there.",
    }),
  },
  { $id: "Decision" },
);

export function showFinding(finding: Finding): Static<typeof FindingShape> {
  const { isInformational, ...rest } = finding;
  return { ...rest, informational: isInformational };
}

export function showDecision(decision: Decision, enforcement: Enforcement | undefined): Static<typeof DecisionShape> {
  const { verdict, action, cause, actor, apiKey, reason, hits, failures, unjudged, previous } = decision;
  return {
    id: formatId("dec", decision.id),
    job_id: formatId("job", decision.jobId),
    at: toIso(decision.at),
    ...{ verdict, action, cause, by: decidedBy(cause), actor, api_key: apiKey, reason },
    rules: hits.map((hit) => ({
      group_id: formatId("group", hit.groupId),
      rule_id: formatId("rule", hit.ruleId),
      name: hit.ruleName,
      version: hit.version,
      action: hit.action,
      labels: [...hit.labels],
      confidence: hit.confidence,
      matched_text: hit.matchedText,
    })),
    failures: failures.map((failure) => ({ ...failure })),
    unjudged: [...unjudged],
    previous,
    enforcement: enforcement === undefined ? null : showEnforcement(enforcement),
  };
}

function showEnforcement(enforcement: Enforcement): Static<typeof EnforcementShape> {
  const { action, state, code, error, at, nextAt } = enforcement;
  return { action, state, code, error, at: toIso(at), next_at: nextAt === null ? null : toIso(nextAt) };
}
