import { ActionIcon, Group, Paper, Select, SimpleGrid, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import type { Fault } from "../../../../api/problem.ts";
import { faultAt } from "../../drafts/fault-at.ts";
import { ConditionEditor } from "../condition/condition-editor.tsx";
import { ACTIONS, TYPES } from "../words.ts";
import type { DraftRule } from "./draft.ts";

interface RuleEditorProps {
  rule: DraftRule;
  /** Its place, from 1 on. */
  number: number;
  /** Where it is in the group: a JSON pointer. */
  path: string;
  faults: readonly Fault[];
  onChange: (changes: Partial<DraftRule>) => void;
  /** Undefined where it is the first, or the last. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: () => void;
}

/** One rule as a form. */
export function RuleEditor({ rule, number, path, faults, onChange, onUp, onDown, onRemove }: RuleEditorProps) {
  const called = rule.name === "" ? `rule ${number}` : rule.name;
  return (
    <Paper withBorder p="md" role="group" aria-label={`Rule ${number}`}>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600} size="sm">
            Rule {number}
          </Text>
          <Group gap={4}>
            <Switch
              size="sm"
              label="On"
              aria-label={`${called} is on`}
              checked={rule.active}
              onChange={({ currentTarget: { checked } }) => onChange({ active: checked })}
              mr="xs"
            />
            <Act label={`Ask ${called} earlier`} icon={IconArrowUp} onClick={onUp} />
            <Act label={`Ask ${called} later`} icon={IconArrowDown} onClick={onDown} />
            <Act label={`Remove ${called}`} icon={IconTrash} onClick={onRemove} />
          </Group>
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
          <TextInput
            label="Name"
            description="It is the same rule while it keeps its name."
            value={rule.name}
            maxLength={100}
            onChange={({ currentTarget: { value } }) => onChange({ name: value })}
            error={faultAt(faults, `${path}/name`)}
          />
          <Select
            label="Action"
            description="What becomes of what it hits."
            data={ACTIONS}
            value={rule.action}
            allowDeselect={false}
            onChange={(action) => onChange({ action: action as DraftRule["action"] })}
            error={faultAt(faults, `${path}/action`)}
          />
          <Select
            label="Kind"
            description="A requirement is hit by what lacks it."
            data={TYPES}
            value={rule.type}
            allowDeselect={false}
            onChange={(type) => onChange({ type: type as DraftRule["type"] })}
          />
        </SimpleGrid>
        <ConditionEditor
          form={rule.form}
          json={rule.json}
          onChange={onChange}
          error={faultAt(faults, `${path}/condition`)}
          what={called}
        />
      </Stack>
    </Paper>
  );
}

function Act({
  label,
  icon: Icon,
  onClick,
}: {
  label: string;
  icon: typeof IconTrash;
  onClick: (() => void) | undefined;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={label}
      title={label}
      disabled={onClick === undefined}
      onClick={onClick}
    >
      <Icon size={16} />
    </ActionIcon>
  );
}
