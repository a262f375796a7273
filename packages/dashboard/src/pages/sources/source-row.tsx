import { Group, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { keepSite } from "../../parts/keep-site.ts";
import { Time } from "../../parts/time.tsx";
import { PlatformIcon } from "./platform-icon.tsx";
import type { Source } from "./queries.ts";
import classes from "./sources.module.css";
import { standingOf } from "./standing.ts";
import { StandingBadge } from "./standing-badge.tsx";

/** A source in the list; the whole row leads to it. */
export function SourceRow({ source, title }: { source: Source; title: string }) {
  const { id, platform, name, state } = source;
  const standing = standingOf(source);
  return (
    <Link to="/sources/$id" params={{ id }} search={keepSite()} className={classes.row}>
      <Group gap="sm" wrap="nowrap">
        <PlatformIcon platform={platform} />
        <div style={{ minWidth: 0 }}>
          <Text fw={600} truncate>
            {name ?? title}
          </Text>
          {name !== null && (
            <Text size="xs" c="dimmed" truncate>
              {title}
            </Text>
          )}
        </div>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <StandingBadge standing={standing} />
        <Text size="sm" c="dimmed" lineClamp={2}>
          {standing.sentence}
        </Text>
      </Group>
      <Text size="sm" c="dimmed">
        {state?.last_message_at == null ? (
          "No message yet"
        ) : (
          <>
            Last message <Time at={state.last_message_at} ago />
          </>
        )}
        {state !== undefined && state.registrations > 0 && <> · registered by the hub</>}
      </Text>
    </Link>
  );
}
