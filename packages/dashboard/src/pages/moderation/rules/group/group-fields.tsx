import { NumberInput, Paper, Select, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { Fault } from "../../../../api/problem.ts";
import { faultAt } from "../../drafts/fault-at.ts";
import { Thresholds } from "../../drafts/thresholds.tsx";
import { ACTIONS, MODES } from "../words.ts";
import type { Draft } from "./draft.ts";

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
        <Thresholds
          text="How sure an evaluator has to be of a label. What is less sure is information to this group, and no reason."
          thresholds={draft.thresholds}
          onChange={(thresholds) => onChange({ thresholds })}
          faults={faults}
        />
      </Stack>
    </Paper>
  );
}
