import { Code, Group, Paper, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Copy } from "../../parts/copyable.tsx";
import { Time } from "../../parts/time.tsx";
import type { Platform, Source } from "./queries.ts";
import classes from "./sources.module.css";
import { standingOf } from "./standing.ts";
import { StandingBadge } from "./standing-badge.tsx";

/** How the source stands, and when what happened last. */
export function Facts({ source, platform }: { source: Source; platform: Platform }) {
  const standing = standingOf(source);
  const { state, previous_token_until: previousUntil } = source;
  return (
    <Paper withBorder p="md">
      <dl className={classes.facts}>
        <Fact name="How it stands">
          <StandingBadge standing={standing} /> <span>{standing.sentence}</span>
        </Fact>
        <Fact name="Address" isWide>
          <Group gap={4} wrap="nowrap">
            <Code style={{ overflowWrap: "anywhere" }}>{source.ingress_url}</Code>
            <Copy value={source.ingress_url} what="the address" />
          </Group>
          {previousUntil !== null && (
            <Text size="xs" c="dimmed">
              The one before is taken until <Time at={previousUntil} />.
            </Text>
          )}
        </Fact>
        <Fact name="Last message">
          {state?.last_message_at == null ? "none yet" : <Time at={state.last_message_at} ago />}
        </Fact>
        {(state?.handshake_at != null || (platform.answers_handshake && state?.last_message_at == null)) && (
          <Fact name="Handshake">
            {state?.handshake_at == null ? (
              "not asked yet"
            ) : (
              <>
                answered <Time at={state.handshake_at} ago />
              </>
            )}
          </Fact>
        )}
        {source.poll !== null && (
          <Fact name="Asked">
            {state?.poll == null ? (
              "not yet"
            ) : (
              <>
                <Time at={state.poll.polled_at} ago />, again <Time at={state.poll.next_at} ago />
              </>
            )}
          </Fact>
        )}
      </dl>
    </Paper>
  );
}

function Fact({ name, isWide = false, children }: { name: string; isWide?: boolean; children: ReactNode }) {
  return (
    <div className={isWide ? classes.wide : undefined}>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  );
}
