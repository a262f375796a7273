import { Group, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useSite } from "../../../api/site.ts";
import { JsonBlock } from "../../../parts/code-block.tsx";
import { Copy } from "../../../parts/copyable.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { PagePending } from "../../../parts/page-pending.tsx";
import { PageTitle } from "../../../parts/page-title.tsx";
import { RecordLink } from "../../../parts/record-link.tsx";
import { Time } from "../../../parts/time.tsx";
import { MessageLink } from "../../sources/messages/message-link.tsx";
import { type EventDetail, eventQuery } from "../queries.ts";
import { FateList } from "./fate-list.tsx";

/** One event: what it says, and what became of it at every webhook. */
export function EventPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data: event, error } = useQuery(eventQuery(useSite(), id));
  if (event !== undefined) return <Whole event={event} />;
  if (error === null) return <PagePending />;
  return (
    <>
      <PageTitle title="Event" />
      <Failure error={error} title="The event cannot be shown" />
    </>
  );
}

function Whole({ event }: { event: EventDetail }) {
  const { id } = event;
  return (
    <>
      <PageTitle
        title={event.type}
        text={
          <Group gap="xs">
            Event <code>{id}</code> <Copy value={id} what="the id" />
          </Group>
        }
      />
      <EventFacts event={event} />
      <Title order={2} size="h4" mb="sm">
        Webhooks
      </Title>
      <FateList event={event} />
      <Title order={2} size="h4" mt="lg" mb="sm">
        Data
      </Title>
      <JsonBlock value={event.data} what="Data of the event" />
    </>
  );
}

function EventFacts({ event }: { event: EventDetail }) {
  const { created_at, occurred_at, external_id, ordering_key, source_id, message_id } = event;
  return (
    <Facts
      facts={{
        Came: <Time at={created_at} />,
        Happened: occurred_at === null ? undefined : <Time at={occurred_at} />,
        From: source_id === null ? "the API" : <RecordLink id={source_id} />,
        Message:
          source_id !== null && message_id !== null ? (
            <MessageLink sourceId={source_id} messageId={message_id}>
              {message_id}
            </MessageLink>
          ) : undefined,
        "External id": external_id ?? undefined,
        "Ordering key": ordering_key ?? undefined,
      }}
    />
  );
}
