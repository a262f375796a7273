import { Stack, Text } from "@mantine/core";
import { CodeBlock } from "../../../parts/code-block.tsx";
import type { Attempt } from "../queries.ts";
import { Headers } from "./headers.tsx";
import { sayBytes } from "./size.ts";

/** What came back, or why nothing did. */
export function Response({ attempt }: { attempt: Attempt }) {
  const { response, status_code, error, number } = attempt;
  return (
    <Stack gap="xs">
      <Text size="sm">
        {status_code !== undefined && <b>{status_code} </b>}
        {error?.message ?? "The receiver took it."}
      </Text>
      {response !== undefined && <Headers headers={response.headers} what={`Headers of answer ${number}`} />}
      {response !== undefined && <Body response={response} />}
    </Stack>
  );
}

function Body({ response: { body, body_encoding, body_is_cut } }: { response: NonNullable<Attempt["response"]> }) {
  if (body === "") {
    return (
      <Text size="xs" c="dimmed">
        The answer had no body.
      </Text>
    );
  }
  const isBinary = body_encoding === "base64";
  const size = sayBytes(body, body_encoding);
  return (
    <>
      <CodeBlock value={body} what={`Body, ${size}${isBinary ? ", as base64" : ""}${body_is_cut ? ", cut" : ""}`} />
      {(isBinary || body_is_cut) && (
        <Text size="xs" c="dimmed">
          {isBinary && "It is no text, so it is shown as base64. "}
          {body_is_cut && "It was longer or slower than the hub reads: this is its beginning."}
        </Text>
      )}
    </>
  );
}
