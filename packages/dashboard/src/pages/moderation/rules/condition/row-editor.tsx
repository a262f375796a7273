import { ActionIcon, Autocomplete, Group, MultiSelect, Select, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type FieldRow, type FindingRow, NEW_FINDING, type Operator, type Row } from "./condition-form.ts";
import classes from "./row-editor.module.css";

const OPERATORS: readonly { value: Operator; label: string }[] = [
  { value: "equals", label: "is" },
  { value: "in", label: "is one of" },
  { value: "contains", label: "contains" },
  { value: "prefix", label: "begins with" },
  { value: "gt", label: "is over" },
  { value: "lt", label: "is under" },
  { value: "exists", label: "is there" },
];

/** What rules can ask for besides findings (docs/moderation/rules.md). */
const PATHS = ["text", "modality", "language", "platform", "author.id", "author.username", "metadata."];
const SEVERITIES = ["low", "medium", "high", "critical"];
const KINDS = [
  { value: "label", label: "A class" },
  { value: "match", label: "On a list" },
];

interface RowEditorProps {
  row: Row;
  /** Its place, from 1 on, for who cannot see it. */
  number: number;
  onChange: (row: Row) => void;
  /** Undefined for the only one. */
  onRemove: (() => void) | undefined;
}

/** One thing that a condition asks for. */
export function RowEditor({ row, number, onChange, onRemove }: RowEditorProps) {
  const isFinding = row.kind === "finding";
  return (
    <Group gap="xs" align="flex-end" className={classes.row} role="group" aria-label={`Row ${number}`}>
      <Select
        size="xs"
        w={120}
        label={isFinding ? "Finding" : "Something"}
        data={[
          { value: "yes", label: isFinding ? "There is one" : "Holds" },
          { value: "no", label: isFinding ? "There is none" : "Does not hold" },
        ]}
        value={row.isNegated ? "no" : "yes"}
        allowDeselect={false}
        onChange={(value) => onChange({ ...row, isNegated: value === "no" })}
      />
      {row.kind === "finding" ? <Finding row={row} onChange={onChange} /> : <Field row={row} onChange={onChange} />}
      {onRemove !== undefined && (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove row ${number}`} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      )}
    </Group>
  );
}

function Finding({ row, onChange }: { row: FindingRow; onChange: (row: Row) => void }) {
  const change = (changes: Partial<FindingRow>) => onChange({ ...row, ...changes });
  return (
    <>
      <TextInput
        size="xs"
        label="Label"
        placeholder="hate, slur"
        title="Several with commas: any of them"
        value={row.label}
        onChange={({ currentTarget: { value } }) => change({ label: value })}
      />
      <TextInput
        size="xs"
        w={110}
        label="Confidence over"
        placeholder="0.6"
        inputMode="decimal"
        value={row.confidence}
        error={row.confidence !== "" && Number.isNaN(Number(row.confidence)) ? "A number" : undefined}
        onChange={({ currentTarget: { value } }) => change({ confidence: value })}
      />
      <Select
        size="xs"
        w={110}
        label="Kind"
        placeholder="Any"
        data={KINDS}
        value={row.findingKind === "" ? null : row.findingKind}
        clearable
        onChange={(value) => change({ findingKind: value ?? NEW_FINDING.findingKind })}
      />
      <MultiSelect
        size="xs"
        miw={130}
        label="Severity"
        placeholder={row.severities.length === 0 ? "Any" : ""}
        data={SEVERITIES}
        value={[...row.severities]}
        onChange={(severities) => change({ severities })}
      />
      <TextInput
        size="xs"
        w={110}
        label="Evaluator"
        placeholder="Any"
        value={row.evaluator}
        onChange={({ currentTarget: { value } }) => change({ evaluator: value })}
      />
    </>
  );
}

function Field({ row, onChange }: { row: FieldRow; onChange: (row: Row) => void }) {
  const change = (changes: Partial<FieldRow>) => onChange({ ...row, ...changes });
  return (
    <>
      <Autocomplete
        size="xs"
        w={170}
        label="Field"
        data={PATHS}
        value={row.path}
        onChange={(path) => change({ path })}
      />
      <Select
        size="xs"
        w={120}
        label="Operator"
        data={OPERATORS}
        value={row.operator}
        allowDeselect={false}
        onChange={(operator) => change({ operator: operator as Operator })}
      />
      {row.operator !== "exists" && (
        <TextInput
          size="xs"
          label="Value"
          title={row.operator === "in" ? "Several with commas" : 'A number is one; "5" in quotes is a text'}
          value={row.value}
          onChange={({ currentTarget: { value } }) => change({ value })}
        />
      )}
    </>
  );
}
