import { List, Stack, Text, Title } from "@mantine/core";
import type { Contract } from "@tabellary/contracts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { sampleRequest } from "./sample-request.ts";
import { Timeline } from "./timeline.tsx";
import { type Terms, wordsOf } from "./words.ts";

interface ExplainedProps {
  contract: Contract;
  /** What holds: the webhook's own wishes over the contract's. */
  terms: Terms;
  url: string;
  /** The event type that the sample is of. */
  type: string;
  /** The webhook's own headers. */
  own: Readonly<Record<string, string>>;
}

/** A contract as its receiver sees it: one request, and when it is sent again. */
export function Explained({ contract, terms, url, type, own }: ExplainedProps) {
  const { headers, body } = sampleRequest(contract, type, own);
  const path = URL.canParse(url) ? new URL(url).pathname : "/";
  const head = [`POST ${path}`, ...headers.map(([name, value]) => `${name}: ${value}`)].join("\n");
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          {contract.title}
        </Title>
        <Text size="sm" c="dimmed">
          {contract.description}
        </Text>
      </div>
      <CodeBlock what="What a receiver gets, on a sample" value={`${head}\n\n${body}`} mah={360} />
      <Title order={3} size="h6">
        When it is sent
      </Title>
      <Timeline schedule={terms.schedule} />
      <List size="sm" spacing={2}>
        {wordsOf(contract, terms).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
