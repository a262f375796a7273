import { Badge, Group, Stack, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { Enforcement } from "./enforcement.tsx";
import { ACTIONS, CAUSES, FAILURES } from "./words.ts";

type Hit = Shape<"Decision">["rules"][number];

/** Why it was decided so: its sentence, the rules that were hit, who could not judge, what its platform was asked. */
export function DecisionReasons({ decision }: { decision: Shape<"Decision"> }) {
  const { cause, actor, reason, rules, failures, unjudged, enforcement } = decision;
  return (
    <Stack gap={6}>
      <Text size="sm">
        <b>{cause === "person" ? `${actor ?? "Somebody"} decided` : CAUSES[cause]}.</b> {reason}
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
    <Group gap={6} align="baseline">
      <Badge variant="default" tt="none" size="sm">
        rule
      </Badge>
      <Text size="sm" span>
        {name}{" "}
        <Text c="dimmed" size="xs" span>
          v{version}
        </Text>
        : {ACTIONS[action]}
        {found !== "" && `, for ${found}`}
        {matched_text !== null && ` (“${matched_text}”)`}
      </Text>
    </Group>
  );
}
