import { Box, Group, ScrollArea, Text } from "@mantine/core";
import classes from "./code-block.module.css";
import { Copy } from "./copyable.tsx";

/** Text as it is, in a box that scrolls and can be copied. Markup in it is shown, never read. */
export function CodeBlock({ value, what, mah = 420 }: { value: string; what: string; mah?: number }) {
  return (
    <Box className={classes.box}>
      <Group justify="space-between" px="sm" py={4} className={classes.head}>
        <Text size="xs" c="dimmed">
          {what}
        </Text>
        <Copy value={value} what={what} />
      </Group>
      <ScrollArea.Autosize mah={mah} type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": what }}>
        <pre className={classes.code}>{value}</pre>
      </ScrollArea.Autosize>
    </Box>
  );
}

/** JSON as people read it. */
export function JsonBlock({ value, what }: { value: unknown; what: string }) {
  return <CodeBlock value={JSON.stringify(value, null, 2)} what={what} />;
}
