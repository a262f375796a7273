import { Stack, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { Enforcement } from "./enforcement.tsx";
import { ACTIONS, CAUSES, FAILURES } from "./words.ts";

type Hit = Shape<"Decision">["rules"][number];

/** Why it was decided so: its sentence, the rules that were hit, who could not judge, what its platform was asked. */
export function DecisionReasons({ decision }: { decision: Shape<"Decision"> }) {
  const { cause, actor, reason, rules, failures, unjudged, enforcement } = decision;
  // The sentence of rules and evaluators says in words what is listed below it.
  const isListed = cause !== "person" && rules.length + failures.length + unjudged.length > 0;
  return (
    <Stack gap={6}>
      <Text size="sm">
        <b>{cause === "person" ? `${actor ?? "Somebody"} decided` : CAUSES[cause]}.</b> {!isListed && reason}
      </Text>
      {rules.map((hit) => (
        <RuleHit key={hit.rule_id} hit={hit} />
      ))}
      {failures.map(({ evaluator, code }) => (
        <Text key={evaluator + code} size="sm">
          <b>{evaluator}</b> could not judge it: {FAILURES[code] ?? code}.
        </Text>
      ))}
      {unjudged.length > 0 && <Text size="sm">Nobody has judged its {unjudged.join(" and ")}.</Text>}
      {enforcement !== null && <Enforcement enforcement={enforcement} />}
    </Stack>
  );
}

function RuleHit({ hit }: { hit: Hit }) {
  const { name, version, action, labels, confidence, matched_text } = hit;
  const found = [...labels, ...(confidence === null ? [] : [`${Math.round(confidence * 100)}%`])].join(", ");
  return (
    <Text size="sm">
      Rule “{name}”{" "}
      <Text c="dimmed" size="xs" span>
        version {version}
      </Text>
      : {ACTIONS[action]}
      {found !== "" && `, for ${found}`}
      {matched_text !== null && ` (“${matched_text}”)`}
    </Text>
  );
}
