import {
  ActionIcon,
  Button,
  Group,
  NumberInput,
  Paper,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { Fault } from "../../../../api/problem.ts";
import { ACTIONS, MODES } from "../words.ts";
import { type Draft, nextKey } from "./draft.ts";
import { faultAt } from "./fault-at.ts";

interface GroupFieldsProps {
  draft: Draft;
  onChange: (changes: Partial<Draft>) => void;
  faults: readonly Fault[];
}

const NEXT_GROUP = "next";

/** What a group is called and how it decides. */
export function GroupFields({ draft, onChange, faults }: GroupFieldsProps) {
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput
            label="Name"
            value={draft.name}
            onChange={({ currentTarget: { value } }) => onChange({ name: value })}
            error={faultAt(faults, "/name")}
            maxLength={100}
            required
            withAsterisk={false}
          />
          <TextInput
            label="Description"
            value={draft.description}
            onChange={({ currentTarget: { value } }) => onChange({ description: value })}
            error={faultAt(faults, "/description")}
            maxLength={1_000}
          />
          <Select
            label="Mode"
            data={MODES}
            value={draft.mode}
            allowDeselect={false}
            onChange={(mode) => onChange({ mode: mode as Draft["mode"] })}
          />
          <Select
            label="When no rule is hit"
            data={[{ value: NEXT_GROUP, label: "Ask the next group" }, ...ACTIONS]}
            value={draft.defaultAction ?? NEXT_GROUP}
            allowDeselect={false}
            error={faultAt(faults, "/default_action")}
            onChange={(value) =>
              onChange({ defaultAction: value === NEXT_GROUP ? null : (value as Draft["defaultAction"]) })
            }
          />
          <NumberInput
            label="Priority"
            description="Groups with lower numbers are asked first."
            value={draft.priority}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            error={faultAt(faults, "/priority")}
            onChange={(value) => onChange({ priority: Number(value) })}
          />
          <Switch
            mt={{ base: 0, sm: 28 }}
            label="On"
            description="Off, none of its rules is asked."
            checked={draft.active}
            onChange={({ currentTarget: { checked } }) => onChange({ active: checked })}
          />
        </SimpleGrid>
        <Thresholds draft={draft} onChange={onChange} faults={faults} />
      </Stack>
    </Paper>
  );
}

function Thresholds({ draft: { thresholds }, onChange, faults }: GroupFieldsProps) {
  function change(key: number, changes: { label?: string; confidence?: string }) {
    onChange({ thresholds: thresholds.map((one) => (one.key === key ? { ...one, ...changes } : one)) });
  }

  return (
    <Stack gap={6} role="group" aria-label="Thresholds">
      <Title order={2} size="h6">
        Thresholds
      </Title>
      <Text size="sm" c="dimmed">
        How sure an evaluator has to be of a label. What is less sure is information to this group, and no reason.
      </Text>
      {thresholds.map(({ key, label, confidence }) => (
        <Group key={key} gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            size="xs"
            aria-label="Label"
            placeholder="hate"
            value={label}
            onChange={({ currentTarget: { value } }) => change(key, { label: value })}
            error={label === "" ? undefined : faultAt(faults, `/thresholds/${label}`)}
          />
          <TextInput
            size="xs"
            aria-label={`Confidence of ${label || "the label"}`}
            placeholder="0.8"
            inputMode="decimal"
            w={90}
            value={confidence}
            onChange={({ currentTarget: { value } }) => change(key, { confidence: value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove the threshold ${label}`}
            onClick={() => onChange({ thresholds: thresholds.filter((one) => one.key !== key) })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange({ thresholds: [...thresholds, { key: nextKey(), label: "", confidence: "" }] })}
      >
        Add a threshold
      </Button>
    </Stack>
  );
}
