import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopy } from "./use-copy.ts";

/** A button that copies; `what` names it for who cannot see it: "Copy the address". */
export function Copy({ value, what }: { value: string; what: string }) {
  const { isCopied, copy } = useCopy(value);
  return (
    <Tooltip label={isCopied ? "Copied" : `Copy ${what}`}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Copy ${what}`} onClick={copy}>
        {isCopied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
