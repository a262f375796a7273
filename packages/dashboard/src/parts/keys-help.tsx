import { Group, Kbd, Modal, Table, Text, UnstyledButton } from "@mantine/core";
import { keyName, type Shortcut } from "./keys.ts";

type Described = Pick<Shortcut, "hotkey" | "shown" | "label">;

/** All keys of a page, in a dialog. */
export function KeysHelp({ shortcuts, onClose }: { shortcuts: readonly Described[] | null; onClose: () => void }) {
  return (
    <Modal opened={shortcuts !== null} onClose={onClose} title="Keys" closeButtonProps={{ "aria-label": "Close" }}>
      <Table aria-label="Keys">
        <Table.Tbody>
          {shortcuts?.map((shortcut) => (
            <Table.Tr key={shortcut.hotkey}>
              <Table.Td w={72}>
                <Kbd>{keyName(shortcut)}</Kbd>
              </Table.Td>
              <Table.Td>{shortcut.label}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt="sm">
        Keys do nothing while you type in a field.
      </Text>
    </Modal>
  );
}

/** A line that says which key shows the others. */
export function KeysHint({ onOpen }: { onOpen: () => void }) {
  return (
    <UnstyledButton onClick={onOpen} visibleFrom="sm" aria-label="Show the keys">
      <Group gap={6} wrap="nowrap">
        <Kbd size="xs">?</Kbd>
        <Text size="sm" c="dimmed">
          Keys
        </Text>
      </Group>
    </UnstyledButton>
  );
}
