import { Alert, Button, Code, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { Failure } from "../../../parts/failure.tsx";
import { useKeys } from "../../../parts/keys.ts";
import { KeysHelp, KeysHint } from "../../../parts/keys-help.tsx";
import { Frame } from "../frame.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { EmptyQueue } from "./empty-queue.tsx";
import { OutcomeLine } from "./outcome-line.tsx";
import classes from "./queue.module.css";
import { QueueFilters } from "./queue-filters.tsx";
import { QueueList } from "./queue-list.tsx";
import { ReasonDialog } from "./reason-dialog.tsx";
import { ReviewPanel } from "./review-panel.tsx";
import { ReviewerName, useReviewer } from "./reviewer.tsx";
import { useActs } from "./use-acts.tsx";
import { type Desk, useDesk } from "./use-desk.ts";

/** What waits for a person, to be worked through by mouse or by keyboard alone. */
export function Queue() {
  const desk = useDesk();
  const acts = useActs(desk);
  const { mayDecide } = useReviewer();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const help = { hotkey: "shift+?", shown: "?", label: "Show the keys", run: () => setHelpOpen(true) };
  useKeys([...acts.shortcuts, help], isHelpOpen || acts.asked !== null);
  const { queue, outcomes, reviews, chosen, isWide, choose } = desk;
  const isListShown = isWide || chosen === undefined;

  return (
    <Frame
      title="Review queue"
      text="What rules leave to a person, oldest first"
      actions={
        <>
          <ReviewerName />
          <KeysHint onOpen={() => setHelpOpen(true)} />
        </>
      }
    >
      {!mayDecide && (
        <Alert color="gray" p="xs" mb="sm">
          This key may look and not decide: it lacks the scope <Code>reviews:write</Code>.
        </Alert>
      )}
      {isListShown && <QueueFilters />}
      <OutcomeLine outcome={outcomes.last} onDismiss={outcomes.dismiss} onLook={choose} />
      {queue.isPending && <Waiting />}
      {queue.error !== null && <Failure error={queue.error} title="The queue cannot be shown" />}
      {queue.data !== undefined && reviews.length === 0 && chosen === undefined && <EmptyQueue search={desk.search} />}
      <div className={classes.desk} data-wide={isWide || undefined}>
        {isListShown && reviews.length > 0 && <List desk={desk} onSay={acts.say} />}
        {chosen !== undefined && (
          <Stack gap="sm" miw={0}>
            {!isWide && (
              <Group>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconArrowLeft size={16} />}
                  onClick={() => choose(undefined)}
                >
                  Back to the queue
                </Button>
              </Group>
            )}
            <ReviewPanel
              key={chosen}
              id={chosen}
              listed={reviews.find(({ media }) => media.id === chosen)}
              isPictureShown={acts.isPictureShown}
              onTogglePicture={acts.togglePicture}
              actions={{
                reviewer: desk.reviewer,
                onApprove: () => acts.say("approve"),
                onReject: () => acts.say("reject"),
                onReason: acts.withReason,
                onTake: acts.take,
                onEscalate: acts.escalate,
                onNote: acts.note,
              }}
            />
          </Stack>
        )}
      </div>
      <ReasonDialog asked={acts.asked} onClose={() => acts.setAsked(null)} />
      <KeysHelp shortcuts={isHelpOpen ? [...acts.shortcuts, help] : null} onClose={() => setHelpOpen(false)} />
    </Frame>
  );
}

function List({ desk, onSay }: { desk: Desk; onSay: (action: "approve" | "reject") => void }) {
  const { queue, reviews, chosen, ticked, setTicked, choose, tick } = desk;
  return (
    <Stack gap="xs" className={classes.list}>
      <Group justify="space-between" gap="xs" mih={30}>
        <Text size="sm" c="dimmed">
          {reviews.length}
          {queue.hasNextPage ? " and more" : ""} waiting
        </Text>
        <BulkBar
          ticked={ticked.size}
          onAll={() => setTicked(new Set(desk.ids))}
          onNone={() => setTicked(new Set())}
          onSay={onSay}
        />
      </Group>
      <QueueList
        reviews={reviews}
        chosen={chosen}
        ticked={ticked}
        onChoose={choose}
        onTick={tick}
        onMore={queue.hasNextPage ? () => void queue.fetchNextPage() : undefined}
        isReading={queue.isFetchingNextPage}
      />
    </Stack>
  );
}

function Waiting() {
  return (
    <Group align="flex-start" wrap="nowrap" aria-busy aria-label="Loading">
      <Skeleton h={420} w={320} visibleFrom="md" />
      <Skeleton h={420} flex={1} />
    </Group>
  );
}
