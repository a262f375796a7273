import { Button, Code, Group, Paper, Stack, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { TestResult } from "../../webhooks/webhook/test-result.tsx";
import { useTest } from "../../webhooks/webhook/use-test.ts";
import type { Webhook } from "./queries.ts";

/** Sends `test.webhook` as it stands saved, and shows what the application answers. */
export function TestSend({ webhook: { id } }: { webhook: Webhook }) {
  const test = useTest(id);
  return (
    <Stack>
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
              loading={test.isUnderWay}
              onClick={test.send}
            >
              Send a test
            </Button>
          </Group>
        </Stack>
      </Paper>
      {(test.delivery !== undefined || test.isUnderWay) && <TestResult test={test} />}
    </Stack>
  );
}
