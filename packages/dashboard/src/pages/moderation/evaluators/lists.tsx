import { ActionIcon, Button, Group, Paper, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { Fault } from "../../../api/problem.ts";
import { faultAt } from "../drafts/fault-at.ts";
import { type DraftList, newList } from "./draft.ts";
import classes from "./evaluators.module.css";
import { lineFaults } from "./line-faults.ts";

const SEVERITIES = ["low", "medium", "high", "critical"];
const TEXTS = [
  { name: "words", label: "Words", description: "One a line. A star lets it go on: bad*" },
  { name: "patterns", label: "Patterns", description: "One a line, as RE2 writes them" },
  { name: "except", label: "Exceptions", description: "Texts in which they do not count" },
] as const;

interface ListsProps {
  lists: readonly DraftList[];
  onChange: (lists: readonly DraftList[]) => void;
  /** A JSON pointer. */
  path: string;
  faults: readonly Fault[];
}

/** Lists of words and patterns, each with its label. What is wrong is told with its line. */
export function Lists({ lists, onChange, path, faults }: ListsProps) {
  function change(key: number, changes: Partial<DraftList>) {
    onChange(lists.map((list) => (list.key === key ? { ...list, ...changes } : list)));
  }

  return (
    <Stack gap="sm" role="group" aria-label="Lists">
      {lists.map((list, index) => (
        <OneList
          key={list.key}
          list={list}
          number={index + 1}
          path={`${path}/${index}`}
          faults={faults}
          onChange={(changes) => change(list.key, changes)}
          onRemove={() => onChange(lists.filter(({ key }) => key !== list.key))}
        />
      ))}
      {lists.length === 0 && (
        <Text size="sm" c="dimmed">
          No lists of your own yet.
        </Text>
      )}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: "flex-start" }}
        onClick={() => onChange([...lists, newList()])}
      >
        Add a list
      </Button>
    </Stack>
  );
}

interface OneListProps {
  list: DraftList;
  number: number;
  path: string;
  faults: readonly Fault[];
  onChange: (changes: Partial<DraftList>) => void;
  onRemove: () => void;
}

function OneList({ list, number, path, faults, onChange, onRemove }: OneListProps) {
  return (
    <Paper withBorder p="sm" role="group" aria-label={`List ${number}`}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <Group gap="xs" align="flex-start">
          <TextInput
            size="xs"
            label="Label"
            placeholder="scam"
            value={list.label}
            onChange={({ currentTarget }) => onChange({ label: currentTarget.value })}
            error={faultAt(faults, `${path}/label`)}
          />
          <Select
            size="xs"
            w={120}
            label="Severity"
            data={SEVERITIES}
            value={list.severity}
            allowDeselect={false}
            onChange={(severity) => onChange({ severity: severity ?? list.severity })}
          />
        </Group>
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove list ${number}`} onClick={onRemove}>
          <IconX size={16} />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="sm">
        {TEXTS.map(({ name, label, description }) => (
          <Textarea
            key={name}
            size="xs"
            label={label}
            description={description}
            autosize
            minRows={3}
            maxRows={14}
            spellCheck={false}
            className={classes.lines}
            value={list[name]}
            onChange={({ currentTarget }) => onChange({ [name]: currentTarget.value })}
            error={lineFaults(list[name], faults, `${path}/${name}`)}
          />
        ))}
      </SimpleGrid>
    </Paper>
  );
}
