import { Alert, Button, Group, Kbd, Text } from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Review } from "./queue-query.ts";
import classes from "./review-actions.module.css";

export interface ReviewActionsProps {
  review: Review;
  /** Who reviews. */
  reviewer: string;
  onApprove: () => void;
  onReject: () => void;
  onReason: () => void;
  onTake: () => void;
  onEscalate: () => void;
  onNote: () => void;
}

/** What a reviewer can do with an item; each has a key. */
export function ReviewActions(props: ReviewActionsProps) {
  const { review, reviewer, onApprove, onReject, onReason, onTake, onEscalate, onNote } = props;
  const { assignee, media } = review;
  const isAnothers = assignee !== null && assignee !== reviewer;
  const isWaiting = media.status === "flagged";
  return (
    <div className={classes.bar}>
      {isAnothers && (
        <Text size="sm" mb={6}>
          {assignee} has taken this, and decides it. Give it back to the queue if they are away.
        </Text>
      )}
      {!isWaiting && (
        <Alert color="gray" mb={6} p="xs">
          This waits for nobody any more: it is {media.status}. A person can still decide otherwise.
        </Alert>
      )}
      <Group gap={5} role="group" aria-label="What to do with it">
        <Act color="teal" icon={<IconCheck size={16} />} keyName="A" onClick={onApprove}>
          Approve
        </Act>
        <Act color="red" icon={<IconX size={16} />} keyName="R" onClick={onReject}>
          Reject
        </Act>
        <Act variant="default" keyName="W" onClick={onReason}>
          Reason
        </Act>
        {isWaiting && (
          <>
            <Act variant="default" keyName="C" onClick={onTake}>
              {assignee === null ? "Claim" : "Give back"}
            </Act>
            <Act variant="default" keyName="E" onClick={onEscalate}>
              Escalate
            </Act>
            <Act variant="default" keyName="N" onClick={onNote}>
              Note
            </Act>
          </>
        )}
      </Group>
    </div>
  );
}

interface ActProps {
  children: string;
  keyName: string;
  icon?: ReactNode;
  color?: string;
  variant?: string;
  onClick: () => void;
}

function Act({ children, keyName, icon, color, variant = "filled", onClick }: ActProps) {
  return (
    <Button
      size="xs"
      px={8}
      color={color}
      variant={variant}
      leftSection={icon}
      classNames={{ section: classes.section }}
      rightSection={
        <Kbd size="xs" visibleFrom="sm" aria-hidden>
          {keyName}
        </Kbd>
      }
      aria-keyshortcuts={keyName}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
