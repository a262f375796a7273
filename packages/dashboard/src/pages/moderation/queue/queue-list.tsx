import { Badge, Button, Checkbox, Group, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconArrowUp, IconPhoto, IconUser, IconVideo } from "@tabler/icons-react";
import { Time } from "../../../parts/time.tsx";
import { kindOf } from "../item/words.ts";
import classes from "./queue-list.module.css";
import type { Review } from "./queue-query.ts";

/** The id of a row's button, which has the focus when keys go through the queue. */
export const rowId = (id: string) => `review-${id}`;

interface QueueListProps {
  reviews: readonly Review[];
  chosen: string | undefined;
  ticked: ReadonlySet<string>;
  onChoose: (id: string) => void;
  onTick: (id: string) => void;
  /** Undefined at the end. */
  onMore: (() => void) | undefined;
  isReading: boolean;
}

/** What waits, oldest first. */
export function QueueList({ reviews, chosen, ticked, onChoose, onTick, onMore, isReading }: QueueListProps) {
  return (
    <>
      <ul className={classes.list} aria-label="The queue">
        {reviews.map((review) => {
          const { id } = review.media;
          return (
            <li key={id} className={classes.row} data-chosen={id === chosen || undefined}>
              <Checkbox
                size="xs"
                className={classes.tick}
                checked={ticked.has(id)}
                onChange={() => onTick(id)}
                aria-label={`Select ${excerptOf(review)}`}
              />
              <UnstyledButton
                id={rowId(id)}
                className={classes.button}
                aria-current={id === chosen || undefined}
                onClick={() => onChoose(id)}
              >
                <Row review={review} />
              </UnstyledButton>
            </li>
          );
        })}
      </ul>
      {onMore !== undefined && (
        <Button variant="default" size="xs" fullWidth onClick={onMore} loading={isReading}>
          Show more
        </Button>
      )}
    </>
  );
}

function Row({ review }: { review: Review }) {
  const { media, findings, assignee, is_escalated } = review;
  const labels = [
    ...new Set(
      findings.filter(({ kind, informational }) => kind !== "failure" && !informational).map(({ label }) => label),
    ),
  ];
  const hasFailed = findings.some(({ kind }) => kind === "failure");
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <Text size="xs" c="dimmed" truncate>
          {kindOf(media)}
        </Text>
        <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: "nowrap" }}>
          <Time at={media.created_at} ago />
        </Text>
      </Group>
      <Text size="sm" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
        {excerptOf(review)}
      </Text>
      <Group gap={4} mt={4} mih={18}>
        {labels.slice(0, 3).map((label) => (
          <Badge key={label} size="xs" variant="light" color="red" tt="none">
            {label}
          </Badge>
        ))}
        {labels.length > 3 && (
          <Badge size="xs" variant="default" tt="none">
            +{labels.length - 3}
          </Badge>
        )}
        {hasFailed && <Mark icon={IconAlertTriangle} word="not judged by all" />}
        {review.image_urls.length > 0 && <Mark icon={IconPhoto} word="picture" />}
        {review.video_url !== null && <Mark icon={IconVideo} word="video" />}
        {is_escalated && <Mark icon={IconArrowUp} word="escalated" />}
        {assignee !== null && <Mark icon={IconUser} word={assignee} />}
      </Group>
    </>
  );
}

function Mark({ icon: Icon, word }: { icon: typeof IconUser; word: string }) {
  return (
    <Badge size="xs" variant="default" tt="none" leftSection={<Icon size={10} />} maw={160}>
      {word}
    </Badge>
  );
}

/** What to call an item in a line. */
export function excerptOf({ media }: Pick<Review, "media">): string {
  const { excerpt } = media;
  return excerpt === null || excerpt.trim() === "" ? `${kindOf(media)} ${media.id}` : excerpt;
}
