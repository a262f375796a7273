import { Button, Group } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./filter-bar.module.css";
import { useFilters } from "./use-filters.ts";

interface FilterBarProps {
  /** What is searched, for who cannot see it: "Filter deliveries". */
  label: string;
  /** The search parameters that "Clear" takes away. */
  names: readonly string[];
  children: ReactNode;
}

/** Fields in a row; each writes its value into the address bar. */
export function FilterBar({ label, names, children }: FilterBarProps) {
  const { values, set } = useFilters();
  const isSet = names.some((name) => values[name] !== undefined);
  return (
    <search aria-label={label}>
      <Group gap="xs" align="flex-end" mb="sm" className={classes.bar}>
        {children}
        {isSet && (
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => set(Object.fromEntries(names.map((name) => [name, undefined])))}
          >
            Clear
          </Button>
        )}
      </Group>
    </search>
  );
}
