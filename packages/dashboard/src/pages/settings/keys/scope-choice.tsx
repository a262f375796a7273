import { Button, Checkbox, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import type { Scope } from "./queries.ts";
import { PURPOSES, SCOPE_GROUPS } from "./scopes.ts";

/** What the key may do: by its purpose, or one by one. */
export function ScopeChoice(props: { scopes: readonly Scope[]; onChange: (scopes: readonly Scope[]) => void }) {
  const { scopes, onChange } = props;
  return (
    <Checkbox.Group
      label="What it may do"
      description="No more than it needs."
      value={[...scopes]}
      onChange={(values) => onChange(values as Scope[])}
    >
      <Group gap="xs" mt="xs" mb="sm">
        {PURPOSES.map((purpose) => (
          <Button key={purpose.label} size="compact-xs" variant="default" onClick={() => onChange(purpose.scopes)}>
            {purpose.label}
          </Button>
        ))}
      </Group>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        {SCOPE_GROUPS.map((group) => (
          <Stack key={group.of} gap={6} role="group" aria-label={group.of}>
            <Text size="sm" fw={500}>
              {group.of}
            </Text>
            {group.scopes.map(({ scope, label }) => (
              <Checkbox
                key={scope}
                size="xs"
                value={scope}
                label={label}
                title={scope}
                aria-label={`${group.of}: ${label}`}
              />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
