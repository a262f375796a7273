import { Badge, Box, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { PagePending } from "../../../parts/page-pending.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Time } from "../../../parts/time.tsx";
import { Content } from "../item/content.tsx";
import { DecisionReasons } from "../item/decision.tsx";
import { Findings } from "../item/findings.tsx";
import { History } from "../item/history.tsx";
import { Notes } from "../item/notes.tsx";
import { Part } from "../item/part.tsx";
import { mediaQuery, reviewQuery } from "../item/queries.ts";
import { Decisions } from "../item/timeline.tsx";
import { kindOf } from "../item/words.ts";
import type { Review } from "./queue-query.ts";
import { ReviewActions, type ReviewActionsProps } from "./review-actions.tsx";

interface ReviewPanelProps {
  id: string;
  /** As the queue has it; what the hub says of this one item is shown as soon as it is there. */
  listed: Review | undefined;
  isPictureShown: boolean;
  onTogglePicture: () => void;
  actions: Omit<ReviewActionsProps, "review">;
}

/** All that a person needs to know to decide one item. */
export function ReviewPanel({ id, listed, isPictureShown, onTogglePicture, actions }: ReviewPanelProps) {
  const site = useSite();
  const { data, error } = useQuery(reviewQuery(site, id));
  const { data: media } = useQuery(mediaQuery(site, id));
  const review = data?.review ?? listed;
  if (review === undefined)
    return error === null ? <PagePending /> : <Failure error={error} title="It cannot be shown" />;
  const { text, image_urls, video_url, author, findings, decision, notes } = review;
  const earlier = (media?.decisions ?? []).filter((one) => one.id !== decision?.id);
  return (
    <Paper withBorder p={{ base: "sm", sm: "md" }}>
      <Stack gap="md">
        <Head review={review} />
        <ReviewActions review={review} {...actions} />
        <Content
          id={id}
          text={text}
          imageUrls={image_urls}
          videoUrl={video_url}
          findings={findings}
          isShown={isPictureShown}
          onToggle={onTogglePicture}
        />
        {decision !== null && (
          <Part title="Why it is here">
            <DecisionReasons decision={decision} />
          </Part>
        )}
        <Part title="Findings">
          <Findings findings={findings} />
        </Part>
        {notes.length > 0 && (
          <Part title="Notes">
            <Notes notes={notes} />
          </Part>
        )}
        <Part title={author.username === null ? "Its author" : `Others of ${author.username}`}>
          <History author={author} history={data?.history} />
        </Part>
        {earlier.length > 0 && (
          <Part title="Earlier decisions">
            <Decisions decisions={earlier} submittedAt={review.media.created_at} />
          </Part>
        )}
      </Stack>
    </Paper>
  );
}

function Head({ review }: { review: Review }) {
  const { media, author, assignee, is_escalated } = review;
  const name = author.username ?? author.id;
  return (
    <Box>
      <Group gap={8}>
        <Title order={2} size="h4" id="reviewed" tabIndex={-1}>
          {kindOf(media)}
          {name !== null && ` by ${name}`}
        </Title>
        {is_escalated && (
          <Badge variant="light" color="orange" tt="none">
            escalated
          </Badge>
        )}
        {assignee !== null && (
          <Badge variant="default" tt="none">
            taken by {assignee}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" component="div">
        Submitted <Time at={media.created_at} ago /> ·{" "}
        <RecordLink id={media.id} underline="always">
          all about it
        </RecordLink>
      </Text>
    </Box>
  );
}
