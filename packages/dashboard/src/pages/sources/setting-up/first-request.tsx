import { Group, Text } from "@mantine/core";
import { IconHourglassLow } from "@tabler/icons-react";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import type { Platform, Source } from "../queries.ts";
import { adviceOn } from "../reasons.ts";

/** Watches for what comes first. The page looks every few seconds. */
export function FirstRequest({ source, platform }: { source: Source; platform: Platform }) {
  const { state, poll } = source;
  if (state?.last_message_at != null) {
    const { last_message_at: at, last_verdict: verdict, last_reason: reason } = state;
    return (
      <Group gap="xs" role="status">
        {verdict !== null && <Status value={verdict} />}
        <Text size="sm">
          It came <Time at={at} ago />. {reason !== null && adviceOn(reason)}
        </Text>
      </Group>
    );
  }
  return (
    <Group gap="xs" wrap="nowrap" role="status">
      <IconHourglassLow size={16} stroke={1.6} aria-hidden style={{ flexShrink: 0 }} />
      <Text size="sm">{waitingFor(platform, state?.handshake_at != null, poll !== null)}</Text>
    </Group>
  );
}

function waitingFor({ title, answers_handshake }: Platform, isGreeted: boolean, isPolled: boolean): string {
  if (isPolled) return `Nothing has come of asking ${title} yet.`;
  if (isGreeted) return `${title} has asked the address, and was answered. Waiting for its first message.`;
  if (answers_handshake) return `Waiting for ${title} to ask whether the address is yours.`;
  return `Waiting for ${title}'s first request. “Send a sample” tries the address without it.`;
}
