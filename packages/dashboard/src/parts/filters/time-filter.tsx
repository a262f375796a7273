import { Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { fromFieldValue, RANGES, toFieldValue } from "./range.ts";
import { useFilters } from "./use-filters.ts";

const OWN = { value: "own", label: "From … to …" };

/** The parameters that it sets. */
export const TIME_NAMES = ["range", "from", "to"] as const;

interface TimeFilterProps {
  /** What holds when nothing is chosen; null is any time. */
  fallback?: (typeof RANGES)[number]["value"] | null;
  /** Written above it; else it is there for screen readers alone. */
  hasLabel?: boolean;
}

/** A span of time: by name, or from and to. */
export function TimeFilter({ fallback = null, hasLabel = true }: TimeFilterProps) {
  const { values, set } = useFilters();
  const hasOwn = values.from !== undefined || values.to !== undefined;
  const [wantsOwn, setWantsOwn] = useState(false);
  const range = RANGES.find(({ value }) => value === values.range)?.value;
  const isOwn = range === undefined && (hasOwn || wantsOwn);

  function choose(value: string | null) {
    setWantsOwn(value === OWN.value);
    if (value === OWN.value) set({ range: undefined });
    else set({ range: value === fallback ? undefined : (value ?? undefined), from: undefined, to: undefined });
  }

  return (
    <>
      <Select
        size="xs"
        {...(hasLabel ? { label: "Time" } : { "aria-label": "Time" })}
        w={150}
        data={[...RANGES.map(({ value, label }) => ({ value, label })), OWN]}
        value={isOwn ? OWN.value : (range ?? fallback)}
        placeholder="Any time"
        clearable={fallback === null}
        clearButtonProps={{ "aria-label": "Clear Time" }}
        allowDeselect={fallback === null}
        onChange={choose}
      />
      {isOwn && <Moment label="From" name="from" />}
      {isOwn && <Moment label="To" name="to" />}
    </>
  );
}

function Moment({ label, name }: { label: string; name: "from" | "to" }) {
  const { values, set } = useFilters();
  return (
    <TextInput
      size="xs"
      type="datetime-local"
      label={label}
      value={toFieldValue(values[name])}
      onChange={(event) => set({ [name]: fromFieldValue(event.currentTarget.value) })}
    />
  );
}
