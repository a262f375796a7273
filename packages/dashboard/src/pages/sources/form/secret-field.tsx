import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconWand } from "@tabler/icons-react";
import { Linked } from "../../../parts/linked.tsx";
import type { Credential } from "../queries.ts";
import { makeSecret } from "./make-secret.ts";

interface SecretFieldProps {
  credential: Credential;
  values: readonly string[];
  onChange: (values: readonly string[]) => void;
  /** How the present values begin; undefined when there are none. */
  kept: readonly string[] | undefined;
  isNeeded: boolean;
  /** The owner may choose it. */
  canMake: boolean;
  error: string | undefined;
}

/** A credential: what is entered takes the place of what is kept, and a secret is not shown again. */
export function SecretField(props: SecretFieldProps) {
  const { credential, values, onChange, kept, isNeeded, canMake, error } = props;
  const { name, description, is_secret } = credential;
  const Field = is_secret ? PasswordInput : TextInput;
  const shown = values.length === 0 ? [""] : values;
  const set = (index: number, value: string) => onChange(shown.map((one, i) => (i === index ? value : one)));
  return (
    <Stack gap={6}>
      {shown.map((value, index) => (
        <Field
          // biome-ignore lint/suspicious/noArrayIndexKey: a value has nothing else that stays
          key={index}
          label={index === 0 ? name : `${name}, valid too`}
          description={index === 0 ? <Linked text={description} /> : undefined}
          placeholder={kept === undefined ? undefined : `Kept: ${kept.join(", ")}`}
          withAsterisk={index === 0 && isNeeded && kept === undefined}
          value={value}
          onChange={(event) => set(index, event.currentTarget.value)}
          error={index === 0 ? error : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      ))}
      {is_secret && (
        <Group gap="xs">
          {canMake && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconWand size={14} aria-hidden />}
              onClick={() => set(0, makeSecret())}
            >
              Make one up
            </Button>
          )}
          {shown.at(-1) !== "" && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...shown, ""])}
            >
              Another that is valid now
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}
