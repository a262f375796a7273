import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import { Secret } from "../../../parts/secret.tsx";
import { newSecretQuery } from "../new-secret.ts";
import type { TestSend } from "./use-test.ts";

/** What comes after a webhook was made: its secret to copy, the receiver to set up, a test. */
export function NewSecret({ id, test }: { id: string; test: TestSend }) {
  const queries = useQueryClient();
  const { set } = useFilters();
  const { data: secret } = useQuery(newSecretQuery(id));
  if (secret == null) return null;
  return (
    <Alert
      mb="md"
      color="teal"
      variant="light"
      title="The webhook is made"
      icon={<IconCheck aria-hidden />}
      withCloseButton
      closeButtonLabel="Close"
      onClose={() => queries.setQueryData(newSecretQuery(id).queryKey, null)}
    >
      <Stack gap="xs">
        <Text size="sm">
          This is the secret that its requests are signed with. Give it to the receiver; it can be shown again here at
          any time.
        </Text>
        <Secret what="the secret" value={secret} isShown />
        <Group gap="xs">
          <Button size="xs" loading={test.isUnderWay} onClick={test.send}>
            Send a test now
          </Button>
          <Button size="xs" variant="default" onClick={() => set({ tab: "set-up" })}>
            Set up the receiver
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
