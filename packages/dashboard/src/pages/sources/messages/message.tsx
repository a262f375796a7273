import { Anchor, Code, List, Paper, Skeleton, Stack, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { PageTitle } from "../../../parts/page-title.tsx";
import { Status } from "../../../parts/status.tsx";
import { Time } from "../../../parts/time.tsx";
import { messageQuery } from "../queries.ts";
import { adviceOn, VERDICTS } from "../reasons.ts";
import { Body } from "./body.tsx";
import { MessageLink } from "./message-link.tsx";
import { Replay } from "./replay.tsx";

type Detail = Shape<"MessageDetail">;

/** A message as it came, what became of it, and once more. */
export function MessagePage() {
  const { id, messageId } = useParams({ strict: false }) as { id: string; messageId: string };
  const { data, error } = useQuery(messageQuery(useSite(), id, messageId));
  if (data !== undefined) return <Whole message={data} />;
  if (error === null) return <Skeleton h={480} aria-label="Loading" />;
  return (
    <>
      <PageTitle title="Message" />
      <Failure error={error} title="The message could not be read" />
    </>
  );
}

function Whole({ message }: { message: Detail }) {
  const { source_id: id } = message;
  return (
    <>
      <PageTitle
        title="Message"
        text={
          <>
            <Code>{message.id}</Code> ·{" "}
            <Anchor
              inherit
              underline="always"
              renderRoot={(props) => <Link to="/sources/$id" params={{ id }} search={keepSite()} {...props} />}
            >
              its source
            </Anchor>
          </>
        }
      >
        <Replay message={message} />
      </PageTitle>
      <Stack>
        <Outcome message={message} />
        <Request message={message} />
        <Body message={message} />
      </Stack>
    </>
  );
}

function Outcome({ message }: { message: Detail }) {
  const { verdict, reason, detail, events, repeated, replay_of: replayOf, source_id: sourceId } = message;
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Text component="div" size="sm">
          <Status value={verdict} /> {VERDICTS[verdict]}
        </Text>
        {reason !== null && (
          <Text size="sm">
            <Code>{reason}</Code> {detail} {adviceOn(reason)}
          </Text>
        )}
        {events.length > 0 && <Events title="Events that it made" ids={events} />}
        {repeated.length > 0 && <Events title="Events that were there before" ids={repeated} />}
        {replayOf !== null && (
          <MessageLink sourceId={sourceId} messageId={replayOf}>
            The message that this is a replay of
          </MessageLink>
        )}
      </Stack>
    </Paper>
  );
}

function Events({ title, ids }: { title: string; ids: readonly string[] }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <List size="sm" listStyleType="none">
        {ids.map((id) => (
          <List.Item key={id}>
            <Anchor
              ff="monospace"
              size="sm"
              renderRoot={(props) => <Link to="/events/$id" params={{ id }} search={keepSite()} {...props} />}
            >
              {id}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </div>
  );
}

const ORIGINS: Readonly<Record<Detail["origin"], string>> = {
  request: "a request of the platform",
  poll: "an item that was asked for",
  sweep: "fetched, since it had been missed",
  replay: "an earlier message once more",
};

function Request({ message }: { message: Detail }) {
  const { created_at, origin, method, query, remote_address, headers } = message;
  const facts: [name: string, value: string | null][] = [
    ["Method", method],
    ["Query", query === "" ? null : query],
    ["From", remote_address],
  ];
  return (
    <Stack gap="xs">
      <Text component="h2" fw={600} size="lg">
        As it came
      </Text>
      <Table withTableBorder verticalSpacing={4} layout="fixed">
        <Table.Tbody>
          <Table.Tr>
            <Table.Th w={110}>Came</Table.Th>
            <Table.Td>
              <Time at={created_at} />, {ORIGINS[origin]}
            </Table.Td>
          </Table.Tr>
          {facts.map(([name, value]) =>
            value === null ? null : (
              <Table.Tr key={name}>
                <Table.Th>{name}</Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
              </Table.Tr>
            ),
          )}
        </Table.Tbody>
      </Table>
      {headers.length > 0 && (
        <CodeBlock what="Headers" value={headers.map(([name, value]) => `${name}: ${value}`).join("\n")} />
      )}
    </Stack>
  );
}
