import { Group, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { ASKED, ENFORCEMENT_STATES } from "./words.ts";

/** What a platform was asked, and whether it has done it. */
export function Enforcement({ enforcement }: { enforcement: Shape<"Enforcement"> }) {
  const { action, state, error, at, next_at } = enforcement;
  return (
    <Group gap={6} align="baseline">
      <Status value={state} />
      <Text size="sm" span>
        The platform was asked to {ASKED[action]}: {ENFORCEMENT_STATES[state]}. {error}
      </Text>
      <Text size="xs" c="dimmed" span>
        <Time at={at} ago />
        {next_at !== null && (
          <>
            , next not before <Time at={next_at} />
          </>
        )}
      </Text>
    </Group>
  );
}
