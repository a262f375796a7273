import { Box, Code, Group, Paper, Text } from "@mantine/core";
import { Copy } from "../../parts/copyable.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Time } from "../../parts/time.tsx";
import type { Platform, Source, SourceState } from "./queries.ts";
import { standingOf } from "./standing.ts";
import { StandingBadge } from "./standing-badge.tsx";

/** How the source stands, when what happened last, and where it is sent to. */
export function SourceFacts({ source, platform }: { source: Source; platform: Platform }) {
  const standing = standingOf(source);
  const { state } = source;
  return (
    <Paper withBorder p="md">
      <Group gap="xs" mb="sm" wrap="nowrap" align="flex-start">
        <StandingBadge standing={standing} />
        <Text size="sm">{standing.sentence}</Text>
      </Group>
      <Facts
        facts={{
          "Last message": state?.last_message_at == null ? "none yet" : <Time at={state.last_message_at} ago />,
          Handshake: handshakeOf(platform, state),
          Asked: source.poll === null ? undefined : <Asked state={state} />,
        }}
      />
      <Address source={source} />
    </Paper>
  );
}

/** Of platforms that ask whether the address is ours; when messages come without that, nobody misses it. */
function handshakeOf({ answers_handshake }: Platform, state: SourceState | undefined) {
  if (state?.handshake_at != null) {
    return (
      <>
        answered <Time at={state.handshake_at} ago />
      </>
    );
  }
  return answers_handshake && state?.last_message_at == null ? "not asked yet" : undefined;
}

function Asked({ state }: { state: SourceState | undefined }) {
  if (state?.poll == null) return <>not yet</>;
  return (
    <>
      <Time at={state.poll.polled_at} ago />, again <Time at={state.poll.next_at} ago />
    </>
  );
}

function Address({ source: { ingress_url: url, previous_token_until: previousUntil } }: { source: Source }) {
  return (
    <Box mt="sm">
      <Text size="xs" c="dimmed">
        Address
      </Text>
      <Group gap={4} wrap="nowrap">
        <Code style={{ overflowWrap: "anywhere" }}>{url}</Code>
        <Copy value={url} what="the address" />
      </Group>
      {previousUntil !== null && (
        <Text size="xs" c="dimmed">
          The one before is taken until <Time at={previousUntil} />.
        </Text>
      )}
    </Box>
  );
}
