import { ActionIcon, Button, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { Fault } from "../../../api/problem.ts";
import { faultAt } from "./fault-at.ts";
import { nextKey } from "./next-key.ts";
import type { Threshold } from "./threshold.ts";

interface ThresholdsProps {
  /** What they do. */
  text: string;
  thresholds: readonly Threshold[];
  onChange: (thresholds: readonly Threshold[]) => void;
  faults: readonly Fault[];
}

/** Labels with their thresholds, to be added and taken away. */
export function Thresholds({ text, thresholds, onChange, faults }: ThresholdsProps) {
  function change(key: number, changes: Partial<Threshold>) {
    onChange(thresholds.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  }

  return (
    <Stack gap={6} role="group" aria-label="Thresholds">
      <Title order={2} size="h6">
        Thresholds
      </Title>
      <Text size="sm" c="dimmed">
        {text}
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
            onClick={() => onChange(thresholds.filter((one) => one.key !== key))}
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
        onClick={() => onChange([...thresholds, { key: nextKey(), label: "", confidence: "" }])}
      >
        Add a threshold
      </Button>
    </Stack>
  );
}
