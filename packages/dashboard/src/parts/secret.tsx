import { ActionIcon, Box, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "../api/problem.ts";
import { Copy } from "./copyable.tsx";

const HIDDEN = "••••••••••••";

interface SecretProps {
  /** Names it for who cannot see it: "the signing secret". */
  what: string;
  /** The secret, or what asks the hub for it once somebody wants to see it. It is kept no longer than it is looked at. */
  value: string | (() => Promise<string>);
  /** Whether it is seen at once: for one that was just made. */
  isShown?: boolean;
}

/** A secret: hidden until asked for, then to be read and copied. */
export function Secret({ what, value, isShown = false }: SecretProps) {
  const [text, setText] = useState(isShown && typeof value === "string" ? value : null);
  const reveal = useMutation({
    mutationFn: async () => (typeof value === "string" ? value : await value()),
    onSuccess: setText,
    gcTime: 0,
  });
  const label = `${text === null ? "Show" : "Hide"} ${what}`;
  function turn() {
    if (text === null) return reveal.mutate();
    reveal.reset();
    setText(null);
  }
  return (
    <Box>
      <Group gap={4} wrap="nowrap" maw="100%">
        <Code style={{ overflowWrap: "anywhere" }} aria-label={what}>
          {text ?? HIDDEN}
        </Code>
        <Tooltip label={label}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={label}
            loading={reveal.isPending}
            onClick={turn}
          >
            {text === null ? <IconEye size={14} /> : <IconEyeOff size={14} />}
          </ActionIcon>
        </Tooltip>
        {text !== null && <Copy value={text} what={what} />}
      </Group>
      {reveal.error !== null && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {sentenceOf(reveal.error)}
        </Text>
      )}
    </Box>
  );
}
