import { Group, Text, Timeline } from "@mantine/core";
import { IconCheck, IconCircleDashed, IconFlag, IconX } from "@tabler/icons-react";
import type { Shape } from "../../../api/client.ts";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { DecisionReasons } from "./decision.tsx";

const ICONS = { approved: IconCheck, rejected: IconX, flagged: IconFlag } as const;

interface DecisionsProps {
  /** Oldest first. */
  decisions: readonly Shape<"Decision">[];
  submittedAt: string;
}

/** All that was decided of an item, from its submission on. Decisions are added, and never changed. */
export function Decisions({ decisions, submittedAt }: DecisionsProps) {
  return (
    <Timeline active={decisions.length} bulletSize={22} lineWidth={2}>
      <Timeline.Item bullet={<IconCircleDashed size={13} />} title={<Head word="submitted" at={submittedAt} />} />
      {decisions.map((decision) => {
        const Icon = ICONS[decision.verdict];
        return (
          <Timeline.Item
            key={decision.id}
            bullet={<Icon size={13} />}
            title={<Head word={decision.verdict} at={decision.at} />}
          >
            <DecisionReasons decision={decision} />
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

function Head({ word, at }: { word: string; at: string }) {
  return (
    <Group gap={6}>
      <Status value={word} />
      <Text size="xs" c="dimmed" fw={400}>
        <Time at={at} />
      </Text>
    </Group>
  );
}
