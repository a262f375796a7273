import { Center, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** In a list's place when nothing is in it: what it would show, and (as children) what to do next. */
export function Empty({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  return (
    <Center mih={220} p="xl">
      <Stack align="center" gap="xs" maw={460}>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        {text !== undefined && (
          <Text c="dimmed" ta="center" size="sm">
            {text}
          </Text>
        )}
        {children}
      </Stack>
    </Center>
  );
}
