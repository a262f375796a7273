import { Button, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Fault } from "../../../../api/problem.ts";
import { type Draft, type DraftRule, newRule } from "./draft.ts";
import { RuleEditor } from "./rule-editor.tsx";

interface RuleListProps {
  draft: Draft;
  onChange: (rules: readonly DraftRule[]) => void;
  faults: readonly Fault[];
}

/** The rules of a group, in the order in which they are asked. */
export function RuleList({ draft: { rules, mode }, onChange, faults }: RuleListProps) {
  function change(key: number, changes: Partial<DraftRule>) {
    onChange(rules.map((rule) => (rule.key === key ? { ...rule, ...changes } : rule)));
  }

  function move(index: number, by: 1 | -1) {
    const moved = [...rules];
    const [rule] = moved.splice(index, 1);
    moved.splice(index + by, 0, rule!);
    onChange(moved);
  }

  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          Rules
        </Title>
        <Text size="sm" c="dimmed">
          {mode === "first_match"
            ? "Asked from the first to the last; the first that is hit decides."
            : "All are asked; the gravest action of those that are hit decides. None can approve."}
        </Text>
      </div>
      {rules.map((rule, index) => (
        <RuleEditor
          key={rule.key}
          rule={rule}
          number={index + 1}
          path={`/rules/${index}`}
          faults={faults}
          onChange={(changes) => change(rule.key, changes)}
          onUp={index === 0 ? undefined : () => move(index, -1)}
          onDown={index === rules.length - 1 ? undefined : () => move(index, 1)}
          onRemove={() => onChange(rules.filter(({ key }) => key !== rule.key))}
        />
      ))}
      <Button
        variant="default"
        size="sm"
        leftSection={<IconPlus size={16} />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange([...rules, newRule()])}
      >
        Add a rule
      </Button>
    </Stack>
  );
}
