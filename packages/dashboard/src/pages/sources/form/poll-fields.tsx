import { Fieldset, NumberInput, Stack, Switch, TextInput } from "@mantine/core";
import type { Platform } from "../queries.ts";
import type { FieldsProps } from "./source-form.tsx";

/** For platforms that are asked: what for, and how often. */
export function PollFields({
  draft,
  set,
  fault,
  polling,
}: FieldsProps & { polling: NonNullable<Platform["polling"]> }) {
  return (
    <Fieldset legend="Ask the platform" mx={0}>
      <Stack>
        <Switch
          label="Ask it for what is new"
          checked={draft.isPolled}
          error={fault("/poll")}
          onChange={(event) => set({ isPolled: event.currentTarget.checked })}
        />
        {draft.isPolled &&
          polling.subjects.map((name) => (
            <TextInput
              key={name}
              label={name}
              description={polling.subject_descriptions[name]}
              value={draft.subject[name] ?? ""}
              error={fault(`/poll/subject/${name}`)}
              onChange={(event) => set({ subject: { ...draft.subject, [name]: event.currentTarget.value } })}
            />
          ))}
        {draft.isPolled && (
          <NumberInput
            label="Every so many seconds"
            description={`Empty: ${polling.interval_seconds}, which is polite.`}
            min={5}
            value={draft.interval}
            error={fault("/poll/interval_seconds")}
            onChange={(value) => set({ interval: String(value) })}
          />
        )}
      </Stack>
    </Fieldset>
  );
}
