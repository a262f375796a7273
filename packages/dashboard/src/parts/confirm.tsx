import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from "./failure.tsx";

interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  /** A question: "Delete this webhook?" */
  title: string;
  /** What will happen, and what cannot be taken back. */
  children: ReactNode;
  /** What the button does: "Delete". */
  action: string;
  onConfirm: () => void;
  isPending: boolean;
  /** Why it could not be done, the last time. */
  error?: unknown;
  color?: string;
}

/** Asks before something that cannot be taken back. Stays open until it is done, or says why it could not be. */
export function Confirm(props: ConfirmProps) {
  const { isOpen, onClose, title, children, action, onConfirm, isPending, error, color = "red" } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} centered closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="md">
        <Text size="sm" component="div">
          {children}
        </Text>
        {error != null && <Failure error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color={color} onClick={onConfirm} loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
