import { Select } from "@mantine/core";
import { useFilters } from "./use-filters.ts";

interface ChoiceFilterProps {
  name: string;
  label: string;
  choices: readonly (string | { value: string; label: string })[];
  /** What it says when nothing is chosen: "Any status". */
  any: string;
  w?: number;
}

/** A field for one of several values, or any. */
export function ChoiceFilter({ name, label, choices, any, w = 150 }: ChoiceFilterProps) {
  const { values, set } = useFilters();
  return (
    <Select
      size="xs"
      label={label}
      w={w}
      data={[...choices]}
      value={values[name] ?? null}
      placeholder={any}
      clearable
      clearButtonProps={{ "aria-label": `Clear ${label}` }}
      comboboxProps={{ position: "bottom-start", width: "max-content" }}
      onChange={(value) => set({ [name]: value ?? undefined })}
    />
  );
}
