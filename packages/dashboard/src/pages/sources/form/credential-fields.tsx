import { Fieldset, Stack } from "@mantine/core";
import { type CredentialGroup, isChosen } from "./draft.ts";
import { SecretField } from "./secret-field.tsx";
import type { FieldsProps } from "./source-form.tsx";

interface CredentialFieldsProps extends FieldsProps {
  group: CredentialGroup;
  isTitled?: boolean;
}

/** The credentials of one use. What is polled or registered by API may go without those that verify. */
export function CredentialFields(props: CredentialFieldsProps) {
  const { group, isTitled = true, platform, source, draft, set, fault } = props;
  const fields = group.credentials.map((credential) => {
    const { name } = credential;
    return (
      <SecretField
        key={name}
        credential={credential}
        values={draft.secrets[name] ?? []}
        onChange={(values) => set({ secrets: { ...draft.secrets, [name]: values } })}
        kept={source?.secrets[name]}
        isNeeded={credential.is_required && group.use === "receiving" && !draft.isPolled}
        canMake={isChosen(platform, credential)}
        error={fault(`/secrets/${name}`)}
      />
    );
  });
  if (!isTitled) return <Stack>{fields}</Stack>;
  return (
    <Fieldset legend={group.title} mx={0}>
      <Stack>{fields}</Stack>
    </Fieldset>
  );
}
