import { Group, Text } from "@mantine/core";
import { RowLink } from "../../parts/rows/row-link.tsx";
import type { RowLook } from "../../parts/rows/row-table.tsx";
import { Time } from "../../parts/time.tsx";
import type { Event } from "./queries.ts";

/** An event in a list. */
export const EVENT_LOOK: RowLook<Event> = {
  rowHeight: 38,
  cardHeight: 64,
  columns: [
    {
      title: "Type",
      track: "minmax(0, 1.4fr)",
      show: ({ id, type }) => <RowLink to={`/events/${id}`}>{type}</RowLink>,
    },
    { title: "Id", track: "minmax(0, 1.1fr)", show: ({ id }) => <code>{id}</code> },
    { title: "External id", track: "minmax(0, 1.2fr)", show: ({ external_id }) => external_id },
    { title: "From", track: "90px", show: ({ source_id }) => (source_id === null ? "API" : "source") },
    { title: "Webhooks", track: "88px", show: ({ deliveries }) => deliveries },
    { title: "Came", track: "110px", show: ({ created_at }) => <Time at={created_at} ago /> },
  ],
  card: ({ id, type, deliveries, created_at }) => (
    <div style={{ padding: "10px 12px" }}>
      <Text size="sm" truncate component="div">
        <RowLink to={`/events/${id}`}>{type}</RowLink>
      </Text>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="xs" component="div">
          {deliveries === 1 ? "1 webhook" : `${deliveries} webhooks`}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          <Time at={created_at} ago />
        </Text>
      </Group>
    </div>
  ),
};
