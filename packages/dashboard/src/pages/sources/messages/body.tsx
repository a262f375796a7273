import { SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Shape } from "../../../api/client.ts";
import { CodeBlock } from "../../../parts/code-block.tsx";
import { layOut } from "./lay-out.ts";

/** The body to the byte; where it is JSON, laid out as well. Nothing of it is read as markup. */
export function Body({ message }: { message: Shape<"MessageDetail"> }) {
  const { body, body_encoding: encoding, body_bytes: bytes, body_is_cut: isCut } = message;
  const laidOut = encoding === "utf-8" ? layOut(body) : null;
  const [wanted, setWanted] = useState<"as it came" | "laid out">("as it came");
  const isLaidOut = laidOut !== null && wanted === "laid out";
  if (bytes === 0) return <Text size="sm">It had no body.</Text>;
  return (
    <Stack gap="xs" align="stretch">
      {laidOut !== null && (
        <SegmentedControl
          size="xs"
          aria-label="How the body is shown"
          data={["as it came", "laid out"]}
          value={wanted}
          onChange={(value) => setWanted(value as typeof wanted)}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      <CodeBlock
        what={encoding === "base64" ? "Body, as base64" : "Body"}
        value={isLaidOut ? laidOut : body}
        mah={560}
      />
      <Text size="xs" c="dimmed">
        {bytes.toLocaleString("en")} bytes{isCut && ", the first of them: of what is rejected no more is kept"}.
      </Text>
    </Stack>
  );
}
