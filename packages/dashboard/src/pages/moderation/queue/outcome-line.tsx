import { Alert, Box, Button, CloseButton, Group, Loader, Paper, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Time } from "../../../parts/time.tsx";
import { mediaQuery } from "../item/queries.ts";
import type { Refused } from "./deciding.ts";
import { excerptOf } from "./queue-list.tsx";
import type { Outcome } from "./use-outcomes.ts";

interface OutcomeLineProps {
  outcome: Outcome | null;
  onDismiss: () => void;
  onLook: (id: string) => void;
}

/** What was decided last: it cannot be taken back, so it is said. And what could not be decided, and why. */
export function OutcomeLine({ outcome, onDismiss, onLook }: OutcomeLineProps) {
  const refused = outcome?.refused ?? [];
  return (
    <Box mb="sm" aria-live="polite">
      {outcome !== null && refused.length === 0 && <Done outcome={outcome} onDismiss={onDismiss} />}
      {refused.length > 0 && (
        <Alert
          color="orange"
          icon={<IconAlertTriangle />}
          title={titleOf(outcome!)}
          withCloseButton
          onClose={onDismiss}
          closeButtonLabel="Close"
        >
          <Stack gap="sm">
            {refused.map((one) => (
              <NotDecided key={one.review.media.id} refused={one} onLook={onLook} />
            ))}
          </Stack>
        </Alert>
      )}
    </Box>
  );
}

function Done({ outcome, onDismiss }: { outcome: Outcome; onDismiss: () => void }) {
  const { word, reviews, refused } = outcome;
  const verb = word.action === "approve" ? "Approved" : "Rejected";
  const [one, ...others] = reviews;
  const Icon = word.action === "approve" ? IconCheck : IconX;
  return (
    <Paper withBorder px="sm" py={6}>
      <Group gap="xs" wrap="nowrap">
        {refused === null ? <Loader size={16} /> : <Icon size={16} aria-hidden />}
        <Text size="sm" truncate flex={1}>
          <b>{verb}</b>{" "}
          {others.length > 0 ? (
            `${reviews.length} items`
          ) : (
            <RecordLink id={one!.media.id}>{excerptOf(one!)}</RecordLink>
          )}
          {word.note !== "" && `: ${word.note}`}
        </Text>
        <Text size="xs" c="dimmed" visibleFrom="sm" style={{ whiteSpace: "nowrap" }}>
          Final: webhooks are told
        </Text>
        <CloseButton size="sm" aria-label="Close" onClick={onDismiss} />
      </Group>
    </Paper>
  );
}

function NotDecided({ refused: { review, error }, onLook }: { refused: Refused; onLook: (id: string) => void }) {
  const { id } = review.media;
  const { data: now } = useQuery(mediaQuery(useSite(), id));
  const newest = now?.decisions.at(-1);
  return (
    <Box>
      <Text size="sm" lineClamp={1}>
        “{excerptOf(review)}”
      </Text>
      <Text size="sm">{sentenceOf(error)}</Text>
      {newest !== undefined && newest.id !== review.decision?.id && (
        <Text size="sm">
          It was {newest.verdict} by {newest.actor ?? "rules"}, <Time at={newest.at} ago />.
        </Text>
      )}
      <Button size="compact-xs" variant="default" mt={4} onClick={() => onLook(id)}>
        Look at it
      </Button>
    </Box>
  );
}

function titleOf({ refused, reviews }: Outcome): string {
  const count = refused?.length ?? 0;
  if (reviews.length === 1) return "This was not decided";
  return `${count} of ${reviews.length} were not decided`;
}
