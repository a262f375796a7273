import { Anchor, Badge, Button, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useSite } from "../../../api/site.ts";
import { Empty } from "../../../parts/empty.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { More } from "../../../parts/more.tsx";
import { Time } from "../../../parts/time.tsx";
import { WideTable } from "../../../parts/wide-table.tsx";
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
  const list = useInfiniteQuery(eventTypesQuery(useSite()));
  const { data, error } = list;
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
      <WideTable label="Event types" width={560} heads={["Name", "Description", "Schema", "Registered"]}>
        {types.map((type) => (
          <Row key={type.name} type={type} />
        ))}
      </WideTable>
      <More of={list} />
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
