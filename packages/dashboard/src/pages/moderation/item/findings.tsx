import { Alert, Badge, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type Finding, placesOf } from "./evidence.ts";
import classes from "./findings.module.css";
import { FAILURES } from "./words.ts";

/** What evaluators say: who could not judge first, for that is what nobody has looked at. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const failures = findings.filter(({ kind }) => kind === "failure");
  const found = findings.filter(({ kind }) => kind !== "failure");
  return (
    <Stack gap="xs">
      {failures.length > 0 && (
        <Alert color="orange" icon={<IconAlertTriangle />} title="Not everybody could judge it">
          <List size="sm">
            {failures.map((failure) => (
              <List.Item key={failure.evaluator + failure.label}>
                <b>{failure.evaluator}</b>: {FAILURES[failure.label] ?? failure.label}
                {failure.reason !== null && ` (${failure.reason})`}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {found.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody found anything.
        </Text>
      )}
      {found.length > 0 && (
        <ul className={classes.list}>
          {found.map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings have no name, and never change
            <li key={index} className={classes.finding}>
              <FindingLine finding={finding} />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const { label, evaluator, confidence, severity, informational, reason } = finding;
  const places = placesOf(finding);
  return (
    <>
      <Group gap={6}>
        <Text fw={600} size="sm" span>
          {label}
        </Text>
        {severity !== null && (
          <Badge variant="light" color={severity === "low" ? "gray" : "red"} tt="none" size="sm">
            {severity}
          </Badge>
        )}
        {informational && (
          <Badge variant="default" tt="none" size="sm" title="It is told, and no reason by itself">
            information
          </Badge>
        )}
        <Text size="xs" c="dimmed" span ml="auto">
          {evaluator}
        </Text>
        {confidence !== null && <Confidence value={confidence} />}
      </Group>
      {places !== undefined && <Text size="sm">{places}</Text>}
      {reason !== null && (
        <Text size="sm" c="dimmed">
          {reason}
        </Text>
      )}
    </>
  );
}

function Confidence({ value }: { value: number }) {
  const percent = Math.round(value * 100);
  return (
    <span className={classes.confidence} title={`Confidence ${value}`}>
      <span className={classes.bar} aria-hidden>
        <span style={{ width: `${percent}%` }} />
      </span>
      <span>{percent}%</span>
    </span>
  );
}
