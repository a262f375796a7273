import { Alert, Anchor, Code, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { paths } from "../../api/schema.ts";
import { keepSite } from "../../parts/keep-site.ts";
import { MessageLink } from "./messages/message-link.tsx";
import type { Source } from "./queries.ts";
import { adviceOn, VERDICTS } from "./reasons.ts";

export type Tested = paths["/v1/sources/{id}/test"]["post"]["responses"][200]["content"]["application/json"];

/** What became of a sample: what the platform would have been told, and what was made of it. */
export function TestResult({ source, tested, onClose }: { source: Source; tested: Tested; onClose: () => void }) {
  const {
    status_code: status,
    error,
    duration_ms: ms,
    verdict,
    reason,
    message_id: messageId,
    events,
    answer,
  } = tested;
  const isGood = verdict === "accepted";
  return (
    <Alert
      color={isGood ? "teal" : "orange"}
      variant="light"
      title={isGood ? "The sample came through" : "The sample did not make an event"}
      withCloseButton
      closeButtonLabel="Close"
      onClose={onClose}
      role="status"
    >
      <Stack gap={6}>
        <Group gap="xs">
          {status !== null && (
            <Text size="sm">
              Answered <Code>{status}</Code> after {ms} ms.
            </Text>
          )}
          {verdict !== null && (
            <Text size="sm">
              It is {verdict}. {VERDICTS[verdict]}
            </Text>
          )}
        </Group>
        {error !== null && <Text size="sm">{error}</Text>}
        {reason !== null && (
          <Text size="sm">
            <Code>{reason}</Code> {adviceOn(reason)}
          </Text>
        )}
        {!isGood && answer !== null && answer !== "" && <Code block>{answer}</Code>}
        <Group gap="md">
          {messageId !== null && (
            <MessageLink isPlain sourceId={source.id} messageId={messageId}>
              The message
            </MessageLink>
          )}
          {events.map((id) => (
            <Anchor
              key={id}
              size="sm"
              c="inherit"
              underline="always"
              renderRoot={(props) => <Link to="/events/$id" params={{ id }} search={keepSite()} {...props} />}
            >
              The event and its deliveries
            </Anchor>
          ))}
        </Group>
      </Stack>
    </Alert>
  );
}
