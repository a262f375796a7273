import { ScrollArea, Table, Text } from "@mantine/core";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import type { Message } from "../queries.ts";
import { MessageLink } from "./message-link.tsx";

/** Wide enough for its columns; on a narrow screen it scrolls by itself. */
const WIDTH = 640;

export function MessageTable({ messages }: { messages: readonly Message[] }) {
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Messages" }}>
      <Table miw={WIDTH} verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Came</Table.Th>
            <Table.Th>Verdict</Table.Th>
            <Table.Th>Why</Table.Th>
            <Table.Th>Events</Table.Th>
            <Table.Th>From</Table.Th>
            <Table.Th>Size</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {messages.map((message) => (
            <Row key={message.id} message={message} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function Row({ message }: { message: Message }) {
  const { id, source_id, created_at, verdict, reason, events, repeated, origin, remote_address, body_bytes } = message;
  return (
    <Table.Tr>
      <Table.Td>
        <MessageLink sourceId={source_id} messageId={id}>
          <Time at={created_at} ago />
        </MessageLink>
      </Table.Td>
      <Table.Td>
        <Status value={verdict} />
      </Table.Td>
      <Table.Td>
        <Text size="sm">{reason?.replaceAll("_", " ") ?? "–"}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{countsOf(events.length, repeated.length)}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{origin === "request" ? (remote_address ?? "–") : origin}</Text>
      </Table.Td>
      <Table.Td>
        <Text size="sm">{body_bytes.toLocaleString("en")} B</Text>
      </Table.Td>
    </Table.Tr>
  );
}

function countsOf(made: number, repeated: number): string {
  if (made === 0 && repeated === 0) return "none";
  if (repeated === 0) return String(made);
  return made === 0 ? `${repeated} known` : `${made}, ${repeated} known`;
}
