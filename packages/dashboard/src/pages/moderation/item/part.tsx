import { Box, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A part of an item's page under a heading of its own; `order`: one below that of what it is in. */
export function Part({ title, order = 3, children }: { title: string; order?: 2 | 3; children: ReactNode }) {
  return (
    <Box component="section" aria-label={title}>
      <Title order={order} size="h6" mb={6}>
        {title}
      </Title>
      {children}
    </Box>
  );
}
