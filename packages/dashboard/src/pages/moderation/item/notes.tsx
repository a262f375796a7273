import { Paper, Stack, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { Time } from "../../../parts/time.tsx";

/** What reviewers have told each other. */
export function Notes({ notes }: { notes: Shape<"Review">["notes"] }) {
  return (
    <Stack gap="xs">
      {notes.map(({ by, at, text }) => (
        <Paper key={at + by} withBorder p="xs">
          <Text size="xs" c="dimmed">
            {by}, <Time at={at} ago />
          </Text>
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {text}
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}
