import { Select, Stack, Text } from "@mantine/core";
import { contracts } from "@tabellary/contracts";
import { JsonField } from "../../../parts/json-field.tsx";
import type { FieldsProps } from "./fields.ts";

const CHOICES = contracts.map(({ name, title, description }) => ({ value: name, label: title, description }));

/** Which wire format; beside it stands what it means. */
export function ContractField({ draft, set, fault }: FieldsProps) {
  const isCustom = draft.contract === "custom";
  const error = fault("/contract") ?? (isCustom ? undefined : fault("/custom_contract"));
  return (
    <>
      <Select
        label="Contract"
        description="What a request looks like, how it is signed, and when it is sent again."
        data={CHOICES}
        value={draft.contract === "" ? null : draft.contract}
        placeholder="The site's own"
        allowDeselect={false}
        error={error}
        onChange={(contract) => set({ contract: contract ?? "" })}
        maxDropdownHeight={380}
        renderOption={({ option }) => (
          <Stack gap={0}>
            <Text size="sm" fw={600}>
              {option.label}
            </Text>
            <Text size="xs" c="dimmed">
              {CHOICES.find(({ value }) => value === option.value)?.description}
            </Text>
          </Stack>
        )}
      />
      {isCustom && (
        <JsonField
          label="Options of the contract"
          description="Envelope, headers, signature and times, as JSON. Placeholders: {{id}}, {{type}}, {{created_at}}, {{data}}, {{timestamp}}, {{body}}."
          value={draft.customContract}
          error={fault("/custom_contract")}
          onChange={(customContract) => set({ customContract })}
        />
      )}
    </>
  );
}
