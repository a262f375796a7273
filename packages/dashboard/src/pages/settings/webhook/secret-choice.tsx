import { Button, Group, Input, Stack, Text, TextInput } from "@mantine/core";
import { IconWand } from "@tabler/icons-react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import { Copy } from "../../../parts/copyable.tsx";
import { Secret } from "../../../parts/secret.tsx";
import { makeSecret } from "../../webhooks/form/make-secret.ts";
import type { Webhook } from "./queries.ts";

interface SecretChoiceProps {
  webhook: Webhook | null;
  /** What is to take the place of the present one; empty: nothing. */
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** The secret that signs: shown when asked for, and another one made up or entered. */
export function SecretChoice({ webhook, value, error, onChange }: SecretChoiceProps) {
  return (
    <Stack gap={6}>
      {webhook !== null && <Present id={webhook.id} />}
      <TextInput
        label={webhook === null ? "Secret" : "Another secret"}
        description={
          webhook === null
            ? "It signs what is sent. Enter one, or have one made; left empty, the hub makes one."
            : "Takes the place of the present one when it is saved: give it to your application first."
        }
        value={value}
        error={error}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
        rightSection={value === "" ? undefined : <Copy value={value} what="the secret" />}
      />
      <Group>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconWand size={14} aria-hidden />}
          onClick={() => onChange(makeSecret())}
        >
          Generate
        </Button>
      </Group>
    </Stack>
  );
}

function Present({ id }: { id: string }) {
  const query = useSite();
  const reveal = async () =>
    (await body(api.GET("/v1/webhooks/{id}/secret", { params: { path: { id }, query } }))).secret;
  return (
    <Input.Wrapper label="Secret" labelElement="div">
      <Text size="sm" component="div">
        <Secret what="the secret" value={reveal} />
      </Text>
    </Input.Wrapper>
  );
}
