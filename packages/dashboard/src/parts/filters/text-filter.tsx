import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { useFilters } from "./use-filters.ts";

/** A keystroke is followed by another one within this time. */
const TYPING_MS = 350;

interface TextFilterProps {
  name: string;
  label: string;
  placeholder?: string;
  w?: number;
}

/** A field for a text; what is typed counts when the typing stops. */
export function TextFilter({ name, label, placeholder, w = 180 }: TextFilterProps) {
  const { values, set } = useFilters();
  const value = values[name] ?? "";
  const [typed, setTyped] = useState(value);
  const written = useRef(value);
  const write = useDebouncedCallback((text: string) => {
    written.current = text;
    set({ [name]: text === "" ? undefined : text });
  }, TYPING_MS);

  // The address changes by others too. What comes back of our own is older than what has been typed since.
  useEffect(() => {
    if (value === written.current) return;
    written.current = value;
    setTyped(value);
  }, [value]);

  function change(text: string) {
    setTyped(text);
    write(text.trim());
  }

  return (
    <TextInput
      size="xs"
      label={label}
      placeholder={placeholder}
      w={w}
      value={typed}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => change(event.currentTarget.value)}
      rightSection={
        typed === "" ? undefined : <CloseButton size="xs" aria-label={`Clear ${label}`} onClick={() => change("")} />
      }
    />
  );
}
