import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconCheck, IconTerminal2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { Failure } from "../../../parts/failure.tsx";
import { useCopy } from "../../../parts/use-copy.ts";
import { type AttemptRequest, requestQuery } from "../queries.ts";
import { toCurl } from "./curl.ts";
import { Headers } from "./headers.tsx";
import { sayBytes } from "./size.ts";

const HIDDEN = "***";

/** The request of an attempt to the byte. `attempt` 0: the one to come. */
export function Request({ id, attempt }: { id: string; attempt: number }) {
  const { data: request, error } = useQuery(requestQuery(useSite(), id, attempt));
  if (error !== null) return <Failure error={error} title="The request cannot be shown" />;
  if (request === undefined) return <Skeleton h={260} />;
  const hasHidden = Object.values(request.headers).includes(HIDDEN);
  const size = sayBytes(request.body, request.body_encoding);
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="flex-start" gap="xs">
        <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere", flex: "1 1 16rem" }}>
          {request.method} {request.url}
        </Text>
        <CopyCurl request={request} />
      </Group>
      <Headers headers={request.headers} what={`Headers of attempt ${attempt}`} />
      <CodeBlock
        value={request.body}
        what={`Body, ${size}${request.body_encoding === "base64" ? ", as base64" : ""}`}
      />
      <Text size="xs" c="dimmed">
        {attempt === 0 && "Nothing was sent yet: a signature is made at the attempt. "}
        The body is built again by the code that sends, to the byte.
        {hasHidden && " Values shown as *** are kept secret: put your own in before you use the command."}
      </Text>
    </Stack>
  );
}

function CopyCurl({ request }: { request: AttemptRequest }) {
  const { isCopied, copy } = useCopy(toCurl(request));
  return (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={isCopied ? <IconCheck size={13} /> : <IconTerminal2 size={13} />}
      onClick={copy}
    >
      {isCopied ? "Copied" : "Copy as curl"}
    </Button>
  );
}
