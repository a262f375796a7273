import { Table, Text } from "@mantine/core";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { WideTable } from "../../../parts/wide-table.tsx";
import type { Message } from "../queries.ts";
import { MessageLink } from "./message-link.tsx";

/** Wide enough for its columns; on a narrow screen it scrolls by itself. */
const WIDTH = 640;

export function MessageTable({ messages }: { messages: readonly Message[] }) {
  return (
    <WideTable label="Messages" width={WIDTH} heads={["Came", "Verdict", "Why", "Events", "From", "Size"]}>
      {messages.map((message) => (
        <Row key={message.id} message={message} />
      ))}
    </WideTable>
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
