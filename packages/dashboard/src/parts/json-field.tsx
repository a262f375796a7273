import { Button, Group, Textarea } from "@mantine/core";
import type { ReactNode } from "react";
import { checkJsonObject } from "./json-check.ts";

interface JsonFieldProps {
  label: string;
  description?: ReactNode;
  value: string;
  onChange: (value: string) => void;
  /** What the hub said of it. */
  error?: string | undefined;
  minRows?: number;
}

/** A field for a JSON object, which says why it is none. */
export function JsonField({ label, description, value, onChange, error, minRows = 8 }: JsonFieldProps) {
  const check = checkJsonObject(value);
  const fault = "fault" in check && value.trim() !== "" ? check.fault : undefined;
  return (
    <div>
      <Textarea
        label={label}
        description={description}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={fault ?? error}
        autosize
        minRows={minRows}
        maxRows={24}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8rem" } }}
      />
      <Group justify="flex-end" mt={4}>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          disabled={"fault" in check}
          onClick={() => "value" in check && onChange(JSON.stringify(check.value, null, 2))}
        >
          Tidy
        </Button>
      </Group>
    </div>
  );
}
