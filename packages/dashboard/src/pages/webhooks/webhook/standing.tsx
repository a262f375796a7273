import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { paths } from "../../../api/schema.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Time } from "../../../parts/time.tsx";

type Health = paths["/v1/webhooks/{id}/health"]["get"]["responses"][200]["content"]["application/json"];

/** What somebody should know first: that it is off, or that it fails, and why. */
export function Standing({ webhook: { active, health }, health: more }: { webhook: Webhook; health?: Health }) {
  if (!active) {
    return (
      <Alert color="gray" variant="default" mb="md" title="Switched off" role="status">
        New events pass it by. What it was owed already is held, and goes on when it is on again.
      </Alert>
    );
  }
  if (health === "healthy") return null;
  return (
    <Alert
      color="orange"
      variant="light"
      mb="md"
      title="It fails"
      icon={<IconAlertTriangle aria-hidden />}
      role="status"
    >
      <Text size="sm">
        Several attempts in a row were not taken
        {more?.since != null && (
          <>
            , since <Time at={more.since} />
          </>
        )}
        . Deliveries go on by their schedule.
      </Text>
      {more?.last_failure != null && <LastFailure failure={more.last_failure} />}
    </Alert>
  );
}

function LastFailure({ failure }: { failure: NonNullable<Health["last_failure"]> }) {
  const { delivery_id, event_type, error, at, next_attempt_at } = failure;
  return (
    <Text size="sm" component="div">
      The last, {event_type}
      {at !== null && (
        <>
          {" "}
          <Time at={at} ago />
        </>
      )}
      : {error ?? "no answer."}{" "}
      {next_attempt_at !== null && (
        <>
          It is sent again <Time at={next_attempt_at} ago />.{" "}
        </>
      )}
      <RecordLink id={delivery_id} c="inherit" td="underline">
        Look at it
      </RecordLink>
    </Text>
  );
}
