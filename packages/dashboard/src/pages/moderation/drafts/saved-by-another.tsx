import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";

interface SavedByAnotherProps {
  /** "this group". */
  what: string;
  /** At which it is now. */
  version: number;
  /** What the person has begun from. */
  seenVersion: number;
  onTheirs: () => void;
  onMine: () => void;
}

/** It is not what the person began from: nothing is written over what they have not chosen to write over. */
export function SavedByAnother({ what, version, seenVersion, onTheirs, onMine }: SavedByAnotherProps) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title={`Somebody else has saved ${what}`}>
      <Text size="sm">
        It is at version {version} now, and you began from version {seenVersion}. What is written here is not saved over
        theirs unless you choose so.
      </Text>
      <Group gap="xs" mt="xs">
        <Button size="xs" variant="default" onClick={onTheirs}>
          Begin again from version {version}
        </Button>
        <Button size="xs" variant="default" onClick={onMine}>
          Keep mine, to be saved over it
        </Button>
      </Group>
    </Alert>
  );
}
