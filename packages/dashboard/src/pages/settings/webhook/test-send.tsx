import { Alert, Anchor, Button, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import type { Webhook } from "./queries.ts";

const LOOK_MS = 700;

/** Sends `test.webhook` as it stands saved, and waits for what the application answers. */
export function TestSend({ webhook: { id } }: { webhook: Webhook }) {
  const query = useSite();
  const send = useMutation({
    mutationFn: () => body(api.POST("/v1/webhooks/{id}/test", { params: { path: { id }, query } })),
  });
  return (
    <Paper withBorder p="lg">
      <Stack gap="sm">
        <Text component="h2" fw={600}>
          Try it
        </Text>
        <Text size="sm">
          Sends the event <Code>test.webhook</Code>, signed like all others.
        </Text>
        <Group>
          <Button
            variant="default"
            leftSection={<IconSend size={16} aria-hidden />}
            loading={send.isPending}
            onClick={() => send.mutate()}
          >
            Send a test
          </Button>
        </Group>
        {send.error !== null && <Failure error={send.error} title="It was not sent" />}
        {send.data !== undefined && <Answered deliveryId={send.data.delivery_id} />}
      </Stack>
    </Paper>
  );
}

function Answered({ deliveryId }: { deliveryId: string }) {
  const query = useSite();
  const { data } = useQuery({
    queryKey: ["delivery", query, deliveryId],
    queryFn: () => body(api.GET("/v1/deliveries/{id}", { params: { path: { id: deliveryId }, query } })),
    refetchInterval: ({ state }) => ((state.data?.log.length ?? 0) > 0 ? false : LOOK_MS),
  });
  const attempt = data?.log.at(-1);
  if (attempt === undefined) return <Text size="sm">Under way …</Text>;
  const isGood = attempt.status === "success";
  return (
    <Alert
      color={isGood ? "teal" : "orange"}
      variant="light"
      title={isGood ? "Your application took it" : "Your application did not take it"}
      role="status"
    >
      <Text size="sm">
        {attempt.status_code !== undefined && (
          <>
            It answered <Code>{attempt.status_code}</Code> after {attempt.duration_ms} ms.{" "}
          </>
        )}
        {attempt.error?.message}
      </Text>
      <Anchor
        size="sm"
        c="inherit"
        underline="always"
        renderRoot={(props) => <Link to="/deliveries/$id" params={{ id: deliveryId }} search={keepSite()} {...props} />}
      >
        The delivery, with what was sent
      </Anchor>
    </Alert>
  );
}
