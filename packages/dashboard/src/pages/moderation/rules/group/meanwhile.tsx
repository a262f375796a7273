import { Alert, Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { SavedByAnother } from "../../drafts/saved-by-another.tsx";
import { type Draft, type RuleGroup, toDraft } from "./draft.ts";

interface MeanwhileProps {
  /** What the person writes over; null for a new one. */
  over: RuleGroup | null;
  /** As the hub has it now; null: it is not there. */
  group: RuleGroup | null;
  /** Over that (null: as a new one), with these changes of what is written. */
  onGoOn: (over: RuleGroup | null, changes: Partial<Draft>) => void;
}

/** What somebody else has made of the group since the person began. What was written stays. */
export function Meanwhile({ over, group, onGoOn }: MeanwhileProps) {
  if (over === null) return null;
  if (group === null) return <Deleted onKeep={() => onGoOn(null, {})} />;
  if (group.version <= over.version) return null;
  return (
    <SavedByAnother
      what="this group"
      version={group.version}
      seenVersion={over.version}
      onTheirs={() => onGoOn(group, toDraft(group))}
      onMine={() => onGoOn(group, {})}
    />
  );
}

function Deleted({ onKeep }: { onKeep: () => void }) {
  return (
    <Alert color="orange" icon={<IconAlertTriangle />} title="Somebody else has deleted this group">
      <Text size="sm">
        Its rules decide nothing any more. What is written here is kept while this page is open, and is not saved unless
        you choose so.
      </Text>
      <Button size="xs" variant="default" mt="xs" onClick={onKeep}>
        Keep mine, to be saved as a new group
      </Button>
    </Alert>
  );
}
