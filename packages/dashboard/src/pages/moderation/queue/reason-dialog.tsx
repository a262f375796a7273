import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";

const CHARS_MAX = 2_000;

export interface Asked {
  /** A question, or what is done: "Reject 3 items". */
  title: string;
  /** What becomes of what is written. */
  text: string;
  label: string;
  isRequired: boolean;
  /** What can be done with it; each a button: "Reject". */
  actions: readonly { label: string; color?: string; run: (text: string) => void }[];
}

/** Asks for a few words: a decision's reason, or a note. Control and Enter does the last of what can be done. */
export function ReasonDialog({ asked, onClose }: { asked: Asked | null; onClose: () => void }) {
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      title={asked?.title}
      centered
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {asked !== null && <ReasonForm asked={asked} onClose={onClose} />}
    </Modal>
  );
}

function ReasonForm({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { text, label, isRequired, actions } = asked;
  const [typed, setTyped] = useState("");
  const isMissing = isRequired && typed.trim() === "";

  function run(action: Asked["actions"][number] | undefined) {
    if (isMissing || action === undefined) return;
    onClose();
    action.run(typed.trim());
  }

  return (
    <Stack gap="sm">
      <Text size="sm">{text}</Text>
      <Textarea
        label={label}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(actions.at(-1));
        }}
        maxLength={CHARS_MAX}
        autosize
        minRows={3}
        maxRows={10}
        required={isRequired}
        withAsterisk={false}
        data-autofocus
      />
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {actions.map((action) => (
          <Button key={action.label} color={action.color} disabled={isMissing} onClick={() => run(action)}>
            {action.label}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
