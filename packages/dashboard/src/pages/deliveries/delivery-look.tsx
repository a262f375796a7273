import { Group, Text } from "@mantine/core";
import { RowLink } from "../../parts/rows/row-link.tsx";
import type { RowLook } from "../../parts/rows/row-table.tsx";
import { Status } from "../../parts/status.tsx";
import { Time } from "../../parts/time.tsx";
import { WebhookName } from "../../parts/webhook-name.tsx";
import type { Delivery } from "./queries.ts";

/** A delivery in a list. */
export const DELIVERY_LOOK: RowLook<Delivery> = {
  rowHeight: 38,
  cardHeight: 76,
  columns: [
    { title: "Status", track: "104px", show: ({ status }) => <Status value={status} /> },
    {
      title: "Event type",
      track: "minmax(0, 1.2fr)",
      show: ({ id, event_type }) => <RowLink to={`/deliveries/${id}`}>{event_type}</RowLink>,
    },
    { title: "Webhook", track: "minmax(0, 1.5fr)", show: ({ webhook_id }) => <WebhookName id={webhook_id} /> },
    { title: "Attempts", track: "84px", show: ({ attempts }) => attempts },
    { title: "Answer", track: "minmax(0, 1.4fr)", show: (delivery) => <Answer {...delivery} /> },
    { title: "Made", track: "110px", show: ({ created_at }) => <Time at={created_at} ago /> },
  ],
  card: (delivery) => <Card delivery={delivery} namesWebhook />,
};

/** The same in the log of one webhook, which need not be named again and again. */
export const OWN_DELIVERY_LOOK: RowLook<Delivery> = {
  ...DELIVERY_LOOK,
  cardHeight: 66,
  columns: DELIVERY_LOOK.columns.filter(({ title }) => title !== "Webhook"),
  card: (delivery) => <Card delivery={delivery} namesWebhook={false} />,
};

function Card({ delivery, namesWebhook }: { delivery: Delivery; namesWebhook: boolean }) {
  return (
    <div style={{ padding: "8px 12px" }}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" fw={500} truncate component="div">
          <RowLink to={`/deliveries/${delivery.id}`}>{delivery.event_type}</RowLink>
        </Text>
        <Status value={delivery.status} size="xs" />
      </Group>
      {namesWebhook && (
        <Text size="xs" truncate component="div">
          <WebhookName id={delivery.webhook_id} />
        </Text>
      )}
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" truncate component="div">
          <Answer {...delivery} />
        </Text>
        <Text size="xs" c="dimmed" style={{ flexShrink: 0 }} component="div">
          <Time at={delivery.created_at} ago />
        </Text>
      </Group>
    </div>
  );
}

/** What the last attempt came to. */
function Answer({ status_code, error, attempts }: Delivery) {
  if (attempts === 0) return <span>not sent yet</span>;
  if (error !== undefined) return <span title={error}>{error}</span>;
  return status_code === null ? "no answer" : `answered ${status_code}`;
}
