import { ActionIcon, Button, Group, Input, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import type { HeaderLine } from "./draft.ts";
import type { FieldsProps } from "./fields.ts";

/** The webhook's own headers: credentials of a receiver, say. Their values are not shown again. */
export function HeaderFields({ draft, set, fault }: FieldsProps) {
  const { headers } = draft;
  const change = (index: number, changes: Partial<HeaderLine>) =>
    set({ headers: headers.map((line, i) => (i === index ? { ...line, ...changes } : line)) });
  return (
    <Input.Wrapper
      label="Headers"
      labelElement="div"
      description="Sent with every request, such as Authorization. Values are sealed: *** stands for one that is kept."
    >
      <Stack gap="xs" mt={6}>
        {headers.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has nothing else that stays
          <Group key={index} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              aria-label={`Name of header ${index + 1}`}
              placeholder="X-Api-Key"
              flex={1}
              value={line.name}
              error={fault(`/headers/${line.name.replaceAll("~", "~0").replaceAll("/", "~1")}`)}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <TextInput
              aria-label={`Value of header ${index + 1}`}
              placeholder="value"
              flex={1}
              value={line.value}
              autoComplete="off"
              onChange={(event) => change(index, { value: event.currentTarget.value })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={36}
              aria-label={`Remove header ${index + 1}`}
              onClick={() => set({ headers: headers.filter((_, i) => i !== index) })}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => set({ headers: [...headers, { name: "", value: "" }] })}
          >
            Add a header
          </Button>
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}
