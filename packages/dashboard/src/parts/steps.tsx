import { Box, Stack, Text, ThemeIcon, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./steps.module.css";

/** What is done one after the other, numbered. Its children are `Step`s. */
export function Steps({ children }: { children: ReactNode }) {
  return <ol className={classes.steps}>{children}</ol>;
}

interface StepProps {
  number: number;
  title: ReactNode;
  isDone?: boolean;
  children?: ReactNode;
}

/** One step. A tick stands for the number of what is done. */
export function Step({ number, title, isDone = false, children }: StepProps) {
  return (
    <li className={classes.step}>
      <div className={classes.rail}>
        <ThemeIcon radius="xl" size={28} variant={isDone ? "filled" : "default"} color="teal.9" aria-hidden>
          {isDone ? <IconCheck size={16} /> : <Text size="sm">{number}</Text>}
        </ThemeIcon>
      </div>
      <Stack gap="xs" className={classes.body}>
        <Box mih={28} pt={3}>
          {isDone && <VisuallyHidden>Done: </VisuallyHidden>}
          <Text fw={600} component="span">
            {title}
          </Text>
        </Box>
        {children}
      </Stack>
    </li>
  );
}
