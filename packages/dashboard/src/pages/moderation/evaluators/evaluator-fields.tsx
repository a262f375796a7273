import { SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import type { Fault } from "../../../api/problem.ts";
import { faultAt } from "../drafts/fault-at.ts";
import type { DraftEvaluator, DraftList } from "./draft.ts";
import { OPTIONS } from "./kinds.ts";
import { Lists } from "./lists.tsx";
import { OptionField } from "./option-field.tsx";

interface EvaluatorFieldsProps {
  evaluator: DraftEvaluator;
  /** Where it is in the settings: a JSON pointer. */
  path: string;
  faults: readonly Fault[];
  onChange: (changes: Partial<DraftEvaluator>) => void;
}

/** All that an evaluator is told. */
export function EvaluatorFields({ evaluator, path, faults, onChange }: EvaluatorFieldsProps) {
  const { name, kind, advisory, options } = evaluator;
  const plain = OPTIONS[kind].filter(({ type }) => type !== "lists");
  const hasLists = plain.length < OPTIONS[kind].length;
  return (
    <Stack gap="sm" mt="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <TextInput
          label="Name"
          description="Findings name it. Credentials are kept under it."
          value={name}
          onChange={({ currentTarget: { value } }) => onChange({ name: value })}
          error={faultAt(faults, `${path}/name`)}
        />
        <Switch
          mt={{ base: 0, sm: 34 }}
          label="Advisory"
          description="What it says is information alone, and its failure holds up nothing."
          checked={advisory}
          onChange={({ currentTarget: { checked } }) => onChange({ advisory: checked })}
        />
        {plain.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            evaluator={evaluator}
            onChange={onChange}
            faults={faults}
            path={`${path}/${option.name}`}
          />
        ))}
      </SimpleGrid>
      {hasLists && (
        <Lists
          lists={options.lists as readonly DraftList[]}
          onChange={(lists) => onChange({ options: { ...options, lists } })}
          path={`${path}/lists`}
          faults={faults}
        />
      )}
    </Stack>
  );
}
