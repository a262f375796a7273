import { Alert, Anchor, Grid, Paper, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { JsonBlock } from "../../../parts/code-block.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { PagePending } from "../../../parts/page-pending.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { Frame } from "../frame.tsx";
import { Content } from "./content.tsx";
import { DecideAnew } from "./decide-anew.tsx";
import { ItemFacts } from "./facts.tsx";
import { Findings } from "./findings.tsx";
import { History } from "./history.tsx";
import { Notes } from "./notes.tsx";
import { Part } from "./part.tsx";
import { mediaQuery, reviewQuery } from "./queries.ts";
import { Decisions } from "./timeline.tsx";
import { kindOf } from "./words.ts";

/** An item that is not judged yet, or of which its platform was asked something, is looked at so often. */
const UNDER_WAY_MS = 2_000;

/** One item: what it is, what was found, and all that was decided of it. */
export function ItemPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const site = useSite();
  const { data: media, error } = useQuery({
    ...mediaQuery(site, id),
    refetchInterval: ({ state }) => (state.data !== undefined && isUnderWay(state.data) ? UNDER_WAY_MS : false),
  });
  const { data: review } = useQuery(reviewQuery(site, id));
  if (error !== null && media === undefined) {
    return (
      <Frame title="Item">
        <Failure error={error} title="This item cannot be shown" />
      </Frame>
    );
  }
  if (media === undefined) return <PagePending />;
  return (
    <Frame
      title={kindOf(media)}
      text={
        <>
          Submitted <Time at={media.created_at} /> · <ToItems />
        </>
      }
      actions={<DecideAnew media={media} />}
    >
      <Shown media={media} review={review} />
    </Frame>
  );
}

function isUnderWay({ status, decisions }: Shape<"MediaDetail">): boolean {
  return status === "pending" || decisions.some(({ enforcement }) => enforcement?.state === "requested");
}

type Reviewed = { review: Shape<"Review">; history: Shape<"Media">[] } | undefined;

function Shown({ media, review }: { media: Shape<"MediaDetail">; review: Reviewed }) {
  const [isPictureShown, showPicture] = useState(false);
  const { id, text, image_urls, video_url, findings, decisions, author, metadata } = media;
  const notes = review?.review.notes ?? [];
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack gap="md">
          <Paper withBorder p="md">
            <Stack gap="sm">
              <Status value={media.status} size="md" />
              {media.is_deleted && (
                <Alert color="gray" p="xs">
                  It was deleted where it came from.
                </Alert>
              )}
              <Content
                id={id}
                text={text}
                imageUrls={image_urls}
                videoUrl={video_url}
                findings={findings}
                isShown={isPictureShown}
                onToggle={() => showPicture((shown) => !shown)}
              />
            </Stack>
          </Paper>
          <Paper withBorder p="md">
            <Part title="Decisions" order={2}>
              <Decisions decisions={decisions} submittedAt={media.created_at} />
              {decisions.length === 0 && <Undecided media={media} />}
            </Part>
          </Paper>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Stack gap="md">
          <Paper withBorder p="md">
            <Part title="Findings" order={2}>
              <Findings findings={findings} />
            </Part>
          </Paper>
          <Paper withBorder p="md">
            <Part title="Facts" order={2}>
              <ItemFacts media={media} />
            </Part>
          </Paper>
          {notes.length > 0 && (
            <Paper withBorder p="md">
              <Part title="Notes" order={2}>
                <Notes notes={notes} />
              </Part>
            </Paper>
          )}
          <Paper withBorder p="md">
            <Part title="Others of its author" order={2}>
              <History author={author} history={review?.history} />
            </Part>
          </Paper>
          {Object.keys(metadata).length > 0 && <JsonBlock value={metadata} what="metadata" />}
        </Stack>
      </Grid.Col>
    </Grid>
  );
}

function Undecided({ media }: { media: Shape<"MediaDetail"> }) {
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {media.error_code === undefined ? "It is being judged." : `Its job ended without a verdict: ${media.error_code}.`}
    </Text>
  );
}

function ToItems() {
  return (
    <Anchor
      size="sm"
      underline="always"
      renderRoot={(props) => <Link to="/moderation/items" search={keepSite()} {...props} />}
    >
      all items
    </Anchor>
  );
}
