import { Alert, List, Text } from "@mantine/core";
import { IconClockHour4, IconPlayerPause } from "@tabler/icons-react";
import { RecordLink } from "../../../parts/record-link.tsx";
import { fromNow, Time, useNow } from "../../../parts/time.tsx";
import type { DeliveryDetail } from "../queries.ts";

/** What will become of a delivery that is owed. */
export function NextAttempt({ delivery }: { delivery: DeliveryDetail }) {
  switch (delivery.status) {
    case "pending":
      return <Waiting delivery={delivery} />;
    case "held":
      return (
        <Alert color="yellow" icon={<IconPlayerPause />} title="It is held: its webhook is switched off" mb="md">
          It goes out as soon as the{" "}
          <RecordLink id={delivery.webhook_id} c="inherit" underline="always">
            webhook
          </RecordLink>{" "}
          is switched on again.
        </Alert>
      );
    case "cancelling":
      return (
        <Alert color="yellow" icon={<IconPlayerPause />} title="It is being cancelled" mb="md">
          An attempt is under way. If it succeeds, the delivery ends as a success; else there will be no other.
        </Alert>
      );
    default:
      return null;
  }
}

function Waiting({ delivery: { next_attempt_at, planned_attempts, attempts } }: { delivery: DeliveryDetail }) {
  const now = useNow();
  if (next_attempt_at === undefined || Date.parse(next_attempt_at) <= now) {
    return (
      <Alert
        color="blue"
        icon={<IconClockHour4 />}
        title={`Attempt ${attempts + 1} is under way or next in line`}
        mb="md"
      />
    );
  }
  // Several of them may be planned for one time.
  const planned = planned_attempts.map((at, index) => ({ number: attempts + 1 + index, at }));
  const title = `Attempt ${attempts + 1} follows ${fromNow(Date.parse(next_attempt_at) - now)}`;
  return (
    <Alert color="blue" icon={<IconClockHour4 />} title={title} mb="md">
      <Text size="sm">What is planned, as long as each one before it fails:</Text>
      <List
        size="sm"
        type="ordered"
        listStyleType="none"
        aria-label="Planned attempts"
        mah={150}
        style={{ overflowY: "auto" }}
      >
        {planned.map(({ number, at }) => (
          <List.Item key={number}>
            Attempt {number}: <Time at={at} /> (<Time at={at} ago />)
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
