import { MultiSelect, PasswordInput, Switch, Textarea, TextInput } from "@mantine/core";
import type { Fault } from "../../../api/problem.ts";
import { faultAt } from "../drafts/fault-at.ts";
import type { DraftEvaluator } from "./draft.ts";
import classes from "./evaluators.module.css";
import type { Option } from "./kinds.ts";
import { lineFaults } from "./line-faults.ts";

const PARTS = [
  { value: "text", label: "Texts" },
  { value: "image", label: "Pictures" },
  { value: "video", label: "Videos" },
];

interface OptionFieldProps {
  option: Option;
  evaluator: DraftEvaluator;
  onChange: (changes: Partial<DraftEvaluator>) => void;
  faults: readonly Fault[];
  /** Where it is in the settings: a JSON pointer. */
  path: string;
}

/** One thing that an evaluator is told. */
export function OptionField({ option, evaluator, onChange, faults, path }: OptionFieldProps) {
  const { name, label, description, type, placeholder } = option;
  const { options, secrets, credentials } = evaluator;
  const value = options[name];
  const set = (changed: unknown) => onChange({ options: { ...options, [name]: changed } });
  const setSecret = (changed: string) => onChange({ secrets: { ...secrets, [name]: changed } });
  const common = { label, description, placeholder, error: faultAt(faults, path) };
  switch (type) {
    case "text":
    case "number":
      return (
        <TextInput
          {...common}
          inputMode={type === "number" ? "numeric" : undefined}
          value={value as string}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      );
    case "switch":
      return (
        <Switch
          label={label}
          description={description}
          checked={value as boolean}
          onChange={({ currentTarget }) => set(currentTarget.checked)}
        />
      );
    case "parts":
      return <MultiSelect {...common} data={PARTS} value={value as string[]} onChange={set} />;
    case "secret":
      return (
        <PasswordInput
          {...common}
          description={isEntered(name, credentials) ? "Entered. Leave it empty to keep it." : description}
          autoComplete="off"
          value={secrets[name] ?? ""}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
        />
      );
    case "headers":
      return (
        <Textarea
          {...common}
          description={`${description}${namesOf(credentials)}`}
          autosize
          minRows={2}
          className={classes.lines}
          value={secrets[name] ?? ""}
          onChange={({ currentTarget }) => setSecret(currentTarget.value)}
        />
      );
    case "pictures":
      return (
        <Textarea
          {...common}
          error={lineFaults(value as string, faults, path)}
          autosize
          minRows={3}
          maxRows={14}
          className={classes.lines}
          value={value as string}
          onChange={({ currentTarget }) => set(currentTarget.value)}
        />
      );
    case "lists":
      return null;
  }
}

function isEntered(name: string, credentials: readonly string[]): boolean {
  return credentials.includes(name);
}

function namesOf(credentials: readonly string[]): string {
  const names = credentials.filter((name) => name.startsWith("headers/")).map((name) => name.slice("headers/".length));
  return names.length === 0 ? "" : ` Entered: ${names.join(", ")}.`;
}
