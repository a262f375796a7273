import { Group, Stack, Text } from "@mantine/core";
import type { Shape } from "../../../api/client.ts";
import { RecordLink } from "../../../parts/record-link.tsx";
import type { RowLook } from "../../../parts/rows/row-table.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { kindOf } from "../item/words.ts";

type Media = Shape<"Media">;

/** How a list of items looks. */
export const ITEM_LOOK: RowLook<Media> = {
  rowHeight: 44,
  cardHeight: 92,
  columns: [
    { title: "Status", track: "96px", show: ({ status }) => <Status value={status} /> },
    {
      title: "Content",
      track: "minmax(0, 2fr)",
      show: (media) => (
        <RecordLink id={media.id} data-row-link>
          {nameOf(media)}
        </RecordLink>
      ),
    },
    { title: "Kind", track: "minmax(0, 140px)", show: kindOf },
    { title: "Your own id", track: "minmax(0, 120px)", show: ({ app_media_id }) => app_media_id ?? "" },
    { title: "Submitted", track: "110px", show: ({ created_at }) => <Time at={created_at} ago /> },
    { title: "Decided", track: "110px", show: (media) => <Decided media={media} /> },
  ],
  card: (media) => (
    <Stack gap={4} p="xs">
      <Group gap={8} wrap="nowrap">
        <Status value={media.status} size="xs" />
        <Text size="xs" c="dimmed" truncate>
          {kindOf(media)}
        </Text>
        <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
          <Time at={media.created_at} ago />
        </Text>
      </Group>
      <Text size="sm" lineClamp={2} component="div" style={{ overflowWrap: "anywhere" }}>
        <RecordLink id={media.id} data-row-link>
          {nameOf(media)}
        </RecordLink>
      </Text>
    </Stack>
  ),
};

function nameOf({ excerpt, native_id, id }: Media): string {
  return excerpt !== null && excerpt.trim() !== "" ? excerpt : (native_id ?? id);
}

function Decided({ media: { status, moderated_at, error_code } }: { media: Media }) {
  if (status === "flagged") return "waits";
  if (moderated_at !== null) return <Time at={moderated_at} ago />;
  return error_code === undefined ? "" : <span title={error_code}>no verdict</span>;
}
