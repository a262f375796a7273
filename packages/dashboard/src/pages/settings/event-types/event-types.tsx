import { Anchor, Badge, Button, ScrollArea, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { Time } from "../../../parts/time.tsx";
import { Frame } from "../frame.tsx";
import { NewEventType } from "./new-event-type.tsx";
import { type EventType, eventTypesQuery } from "./queries.ts";

/** The site's registered event types. */
export function EventTypes() {
  const [isNew, setNew] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setNew(true)}>
      New event type
    </Button>
  );
  return (
    <Frame
      title="Event types"
      text="What may be registered, not what must: an event of a type with a schema is held to it, all others are taken as they are."
      actions={add}
    >
      <List add={add} />
      <NewEventType isOpen={isNew} onClose={() => setNew(false)} />
    </Frame>
  );
}

function List({ add }: { add: ReactNode }) {
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(eventTypesQuery(useSite()));
  if (error !== null && data === undefined) return <Failure error={error} title="The event types could not be read" />;
  if (data === undefined) return <Skeleton h={240} aria-label="Loading" />;
  const types = data.pages.flatMap((page) => page.event_types);
  if (types.length === 0) {
    return (
      <Empty
        title="No event type is registered"
        text="Register one to describe it to your colleagues, and to refuse events that do not fit its JSON Schema before they are delivered."
      >
        {add}
      </Empty>
    );
  }
  return (
    <Stack>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Event types" }}>
        <Table miw={560} verticalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Description</Table.Th>
              <Table.Th>Schema</Table.Th>
              <Table.Th>Registered</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {types.map((type) => (
              <Row key={type.name} type={type} />
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
      {hasNextPage && (
        <Button variant="default" onClick={() => fetchNextPage()} loading={isFetchingNextPage}>
          Show more
        </Button>
      )}
    </Stack>
  );
}

function Row({ type: { name, description, schema, created_at } }: { type: EventType }) {
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor
          ff="monospace"
          size="sm"
          renderRoot={(props) => (
            <Link to="/settings/event-types/$name" params={{ name }} search={keepSite()} {...props} />
          )}
        >
          {name}
        </Anchor>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{description ?? "–"}</Text>
      </Table.Td>
      <Table.Td>
        {schema === null ? (
          <Text size="sm">none</Text>
        ) : (
          <Badge variant="light" color="teal" tt="none">
            checked
          </Badge>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        <Text size="sm">
          <Time at={created_at} ago />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}
