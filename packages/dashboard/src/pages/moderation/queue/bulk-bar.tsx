import { Button, Group, Text } from "@mantine/core";

interface BulkBarProps {
  ticked: number;
  onAll: () => void;
  onNone: () => void;
  onSay: (action: "approve" | "reject") => void;
}

/** What can be done with several items at once. */
export function BulkBar({ ticked, onAll, onNone, onSay }: BulkBarProps) {
  if (ticked === 0) {
    return (
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onAll}>
        Select all
      </Button>
    );
  }
  return (
    <Group gap={4} role="group" aria-label="What is selected">
      <Text size="xs" aria-live="polite">
        {ticked} selected
      </Text>
      <Button size="compact-xs" variant="default" onClick={() => onSay("approve")}>
        Approve
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => onSay("reject")}>
        Reject
      </Button>
      <Button size="compact-xs" variant="subtle" color="gray" onClick={onNone}>
        None
      </Button>
    </Group>
  );
}
