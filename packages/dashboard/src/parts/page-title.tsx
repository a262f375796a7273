import { Box, Group, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";

/** The head of a page: its one h1, a line below it, and at the right (as children) what can be done. */
export function PageTitle({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  useDocumentTitle(`${title} · Tabellary`);
  return (
    <Group justify="space-between" align="flex-start" mb="md" gap="sm">
      {/* Long words give way to what stands at the right, until there is too little room for both. */}
      <Box flex="1 1 16rem" miw={0}>
        <Title order={1} size="h2">
          {title}
        </Title>
        {text !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {text}
          </Text>
        )}
      </Box>
      <Group gap="xs">{children}</Group>
    </Group>
  );
}
