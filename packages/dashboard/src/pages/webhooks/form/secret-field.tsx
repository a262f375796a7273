import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import type { FieldsProps } from "./fields.ts";
import { makeSecret } from "./make-secret.ts";

/** The secret of a new webhook: made by the hub, made here, or one that the receiver knows already. */
export function SecretField({ draft, set, fault }: FieldsProps) {
  return (
    <Stack gap={6}>
      <PasswordInput
        label="Secret"
        description="What requests are signed with. Empty: the hub makes one, and shows it next."
        placeholder="One is made"
        value={draft.secret}
        error={fault("/secret")}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ secret: event.currentTarget.value })}
      />
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconWand size={14} aria-hidden />}
          onClick={() => set({ secret: makeSecret() })}
        >
          Make one up
        </Button>
      </Group>
    </Stack>
  );
}
