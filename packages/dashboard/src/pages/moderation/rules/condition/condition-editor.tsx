import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { JsonField } from "../../../../parts/json-field.tsx";
import {
  type ConditionForm,
  fromCondition,
  isObject,
  NEW_FIELD,
  NEW_FINDING,
  type Row,
  toCondition,
} from "./condition-form.ts";
import { RowEditor } from "./row-editor.tsx";

interface ConditionEditorProps {
  /** Null: it is written as JSON. */
  form: ConditionForm | null;
  json: string;
  onChange: (changes: { form?: ConditionForm | null; json?: string }) => void;
  error: string | undefined;
  /** Whose condition it is, for who cannot see it. */
  what: string;
}

const VIEWS = [
  { value: "form", label: "Form" },
  { value: "json", label: "JSON" },
];
const TOO_MUCH = "This says more than the form can show; it stays as JSON.";

/** When a rule is hit: rows of which all or any must hold, or JSON for everything else. */
export function ConditionEditor({ form, json, onChange, error, what }: ConditionEditorProps) {
  const [refusal, setRefusal] = useState<string | undefined>();

  function show(view: string) {
    setRefusal(undefined);
    if (view === "json" && form !== null) onChange({ form: null, json: JSON.stringify(toCondition(form), null, 2) });
    if (view !== "form" || form !== null) return;
    const read = readForm(json);
    if (read === undefined) setRefusal(TOO_MUCH);
    else onChange({ form: read });
  }

  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={500}>
          Condition
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={`How to write the condition of ${what}`}
          data={VIEWS}
          value={form === null ? "json" : "form"}
          onChange={show}
        />
      </Group>
      {form === null ? (
        <JsonField
          label={`Condition of ${what} as JSON`}
          value={json}
          onChange={(value) => onChange({ json: value })}
        />
      ) : (
        <Rows form={form} onChange={(changed) => onChange({ form: changed })} />
      )}
      {(refusal ?? error) !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refusal ?? error}
        </Text>
      )}
    </Stack>
  );
}

function Rows({ form: { join, rows }, onChange }: { form: ConditionForm; onChange: (form: ConditionForm) => void }) {
  const add = (row: Row) => onChange({ join, rows: [...rows, row] });
  return (
    <Stack gap="xs">
      {rows.length > 1 && (
        <SegmentedControl
          size="xs"
          style={{ alignSelf: "flex-start" }}
          aria-label="How rows are joined"
          data={[
            { value: "all", label: "All of these hold" },
            { value: "any", label: "Any of these holds" },
          ]}
          value={join}
          onChange={(value) => onChange({ join: value as ConditionForm["join"], rows })}
        />
      )}
      {rows.map((row, index) => (
        <RowEditor
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name, and hold no state of their own
          key={index}
          row={row}
          number={index + 1}
          onChange={(changed) => onChange({ join, rows: rows.with(index, changed) })}
          onRemove={rows.length === 1 ? undefined : () => onChange({ join, rows: rows.toSpliced(index, 1) })}
        />
      ))}
      <Group gap="xs">
        <Add label="Ask for a finding" onClick={() => add(NEW_FINDING)} />
        <Add label="Ask for something else" onClick={() => add(NEW_FIELD)} />
      </Group>
    </Stack>
  );
}

function Add({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} />} onClick={onClick}>
      {label}
    </Button>
  );
}

function readForm(json: string): ConditionForm | undefined {
  try {
    const parsed = JSON.parse(json);
    return isObject(parsed) ? fromCondition(parsed) : undefined;
  } catch {
    return undefined;
  }
}
