import { Accordion, MultiSelect, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import type { Policy } from "@tabellary/contracts";
import { useQuery } from "@tanstack/react-query";
import { useSite } from "../../../api/site.ts";
import { JsonField } from "../../../parts/json-field.tsx";
import { writeSchedule } from "../contract/delays.ts";
import { sourceNamesQuery } from "../queries.ts";
import type { FieldsProps } from "./fields.ts";
import { HeaderFields } from "./header-fields.tsx";

const ORDERINGS = [
  { value: "none", label: "None: as fast as it goes" },
  { value: "webhook", label: "One at a time, in order" },
  { value: "key", label: "In order for each ordering key" },
];

/** What most webhooks leave to their contract. `policy` is what then holds. */
export function Advanced({ policy, ...fields }: FieldsProps & { policy: Policy }) {
  return (
    <Accordion variant="separated" multiple chevronPosition="left" order={2}>
      <Accordion.Item value="sending">
        <Accordion.Control fz="sm">Attempts, time limit, order</Accordion.Control>
        <Accordion.Panel>
          <Sending {...fields} policy={policy} />
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="choosing">
        <Accordion.Control fz="sm">Only some of these events</Accordion.Control>
        <Accordion.Panel>
          <Choosing {...fields} />
        </Accordion.Panel>
      </Accordion.Item>
      <Accordion.Item value="headers">
        <Accordion.Control fz="sm">Headers of its own</Accordion.Control>
        <Accordion.Panel>
          <HeaderFields {...fields} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function Sending({ draft, set, fault, policy }: FieldsProps & { policy: Policy }) {
  return (
    <Stack>
      <TextInput
        label="Attempts"
        description="Delays with commas between them, each from the end of the attempt before. Empty: the contract's."
        placeholder={writeSchedule(policy.schedule)}
        value={draft.schedule}
        error={fault("/retry_schedule")}
        onChange={(event) => set({ schedule: event.currentTarget.value })}
      />
      <NumberInput
        label="Time limit in milliseconds"
        description="How long an answer is waited for, from 100 to 60,000. Empty: the contract's."
        placeholder={String(policy.timeoutMs)}
        min={100}
        max={60_000}
        allowDecimal={false}
        clampBehavior="none"
        value={draft.timeoutMs}
        error={fault("/timeout_ms")}
        onChange={(value) => set({ timeoutMs: String(value) })}
      />
      <Select
        label="Order"
        description="Empty: the contract's."
        placeholder={ORDERINGS.find(({ value }) => value === policy.ordering)?.label}
        data={ORDERINGS}
        clearable
        clearButtonProps={{ "aria-label": "Clear Order" }}
        value={draft.ordering === "" ? null : draft.ordering}
        error={fault("/ordering")}
        onChange={(ordering) => set({ ordering: ordering ?? "" })}
      />
    </Stack>
  );
}

function Choosing({ draft, set, fault }: FieldsProps) {
  const { data: sources = [] } = useQuery(sourceNamesQuery(useSite()));
  return (
    <Stack>
      <JsonField
        label="Filter"
        description={
          <>A condition that an event's data must meet, such as {'{"path": "data.amount", "gt": 100}'}. Empty: all.</>
        }
        minRows={3}
        value={draft.filter}
        error={fault("/filter")}
        onChange={(filter) => set({ filter })}
      />
      <MultiSelect
        label="Sources"
        description="Only what these sources bring, and nothing that is sent by the API. None: from anywhere."
        data={sources}
        nothingFoundMessage="This site has no sources"
        value={[...draft.sources]}
        error={fault("/sources")}
        onChange={(chosen) => set({ sources: chosen })}
      />
    </Stack>
  );
}
