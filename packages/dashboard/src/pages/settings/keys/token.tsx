import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { Secret } from "../../../parts/secret.tsx";
import type { MadeKey } from "./queries.ts";

/** The token, this once: the hub keeps no more than its hash. */
export function Token({ made: { name, token }, onClose }: { made: MadeKey; onClose: () => void }) {
  const tried = `curl ${location.origin}/v1/session -H "Authorization: Bearer $TABELLARY_KEY"`;
  return (
    <Stack>
      <Alert color="yellow" variant="light" title="Copy it now">
        It is shown here and never again. Lost, it has to be replaced by another.
      </Alert>
      <Text size="sm">The token of {name}:</Text>
      <Secret what="the token" value={token} isShown />
      <CodeBlock what="Try it" value={tried} />
      <Group justify="flex-end">
        <Button onClick={onClose}>I have copied it</Button>
      </Group>
    </Stack>
  );
}
