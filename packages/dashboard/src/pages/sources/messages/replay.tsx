import { Alert, Button, Checkbox, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { IconRotateClockwise } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body, type Shape } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { refresh } from "../refresh.ts";
import { MessageLink } from "./message-link.tsx";

/** Reads the message once more, with what is known now. */
export function Replay({ message }: { message: Shape<"MessageDetail"> }) {
  const query = useSite();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [again, setAgain] = useState(false);
  const replay = useMutation({
    mutationFn: () => {
      const path = { id: message.source_id, message_id: message.id };
      return body(
        api.POST("/v1/sources/{id}/messages/{message_id}/replay", { params: { path, query }, body: { again } }),
      );
    },
    onSettled: () => refresh(queries),
  });
  function open() {
    replay.reset();
    setOpen(true);
  }
  return (
    <>
      <Button variant="default" leftSection={<IconRotateClockwise size={16} aria-hidden />} onClick={open}>
        Replay
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Read it once more?"
        centered
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <Stack>
          <Text size="sm">
            {message.verdict === "rejected"
              ? "It is verified again with the present secrets, whatever its age. If it passes, it makes its events."
              : "It is read again as it is. Events that are there already are not sent again."}
          </Text>
          <Checkbox
            label="Make its events anew, also those that are there"
            description="Your webhooks get them a second time, under other ids."
            checked={again}
            onChange={(event) => setAgain(event.currentTarget.checked)}
          />
          {replay.error !== null && <Failure error={replay.error} />}
          {replay.data !== undefined && <Result sourceId={message.source_id} {...replay.data} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              Close
            </Button>
            <Button loading={replay.isPending} onClick={() => replay.mutate()}>
              Replay
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

interface ResultProps {
  sourceId: string;
  message_id: string | null;
  verdict: string;
  reason: string | null;
  detail: string | null;
  events: readonly string[];
  repeated: readonly string[];
}

function Result({ sourceId, message_id: messageId, verdict, reason, detail, events, repeated }: ResultProps) {
  return (
    <Alert color={verdict === "rejected" ? "orange" : "teal"} variant="light" title={`It is ${verdict}`} role="status">
      {reason !== null && (
        <Text size="sm">
          <Code>{reason}</Code> {detail}
        </Text>
      )}
      <Text size="sm">
        {events.length} new events, {repeated.length} were there before.
      </Text>
      {messageId !== null && (
        <MessageLink isPlain sourceId={sourceId} messageId={messageId}>
          The replay
        </MessageLink>
      )}
    </Alert>
  );
}
