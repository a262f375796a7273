import { Group, Skeleton, Stack, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import classes from "./history.module.css";
import { kindOf } from "./words.ts";

interface HistoryProps {
  author: Shape<"Review">["author"];
  /** Newest first; undefined while it is read. */
  history: readonly Shape<"Media">[] | undefined;
}

/** What else an author has written on this site. */
export function History({ author, history }: HistoryProps) {
  if (author.id === null) return <Quiet>Its author is not known, and so neither is what else they wrote.</Quiet>;
  if (history === undefined) return <Skeleton h={60} />;
  if (history.length === 0) return <Quiet>This is the first that this site has of them.</Quiet>;
  return (
    <Stack gap={6}>
      <Text size="sm">{summaryOf(history)}</Text>
      <ul className={classes.list}>
        {history.map((media) => (
          <li key={media.id}>
            <Group gap={8} wrap="nowrap">
              <Status value={media.status} size="xs" />
              <Text size="sm" truncate flex={1}>
                <RecordLink id={media.id}>{media.excerpt ?? kindOf(media)}</RecordLink>
              </Text>
              <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                <Time at={media.created_at} ago />
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** "5 others: 3 rejected, 1 flagged, 1 approved". */
function summaryOf(history: readonly Shape<"Media">[]): string {
  const words = ["rejected", "flagged", "approved", "pending"] as const;
  const counts = words.flatMap((word) => {
    const count = history.filter(({ status }) => status === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${history.length === 1 ? "1 other" : `The newest ${history.length} others`}: ${counts.join(", ")}`;
}

function Quiet({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
