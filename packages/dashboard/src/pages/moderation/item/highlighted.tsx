import { Box } from "@mantine/core";
import type { Finding } from "./evidence.ts";
import { segmentsOf } from "./highlight.ts";
import classes from "./highlighted.module.css";

/** A text with what was found in it marked. Markup in it is shown, never read. */
export function Highlighted({ text, findings }: { text: string; findings: readonly Finding[] }) {
  return (
    <Box className={classes.text} component="div" lang="">
      {segmentsOf(text, findings).map(({ start, text: part, labels, isInformational }) =>
        labels.length === 0 ? (
          <span key={start}>{part}</span>
        ) : (
          <mark
            key={start}
            className={classes.mark}
            title={labels.join(", ")}
            data-informational={isInformational || undefined}
          >
            {part}
          </mark>
        ),
      )}
    </Box>
  );
}
