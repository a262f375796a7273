import { Accordion, Button, Checkbox, Group, NumberInput, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ProblemError } from "../../../api/problem.ts";
import { Failure } from "../../../parts/failure.tsx";
import type { Platform, Source } from "../queries.ts";
import { CredentialFields } from "./credential-fields.tsx";
import { draftOf, groupsOf, JUDGED, type SourceDraft, type SourceWishes, toWishes } from "./draft.ts";
import { PollFields } from "./poll-fields.tsx";

interface SourceFormProps {
  platform: Platform;
  /** Null: a new one. */
  source: Source | null;
  action: string;
  onSave: (wishes: SourceWishes) => void;
  isPending: boolean;
  error: unknown;
}

/** What the owner says of a source. What is needed to receive comes first; all else can wait. */
export function SourceForm({ platform, source, action, onSave, isPending, error }: SourceFormProps) {
  const [draft, setDraft] = useState(() => draftOf(source, platform));
  const [jsonError, setJsonError] = useState<string>();
  const set = (changes: Partial<SourceDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const fault = (path: string) => (error instanceof ProblemError ? error.of(path) : undefined);
  const fields = { platform, source, draft, set, fault };
  const [receiving, ...others] = groupsOf(platform);

  function submit(event: FormEvent) {
    event.preventDefault();
    setJsonError(undefined);
    try {
      onSave(toWishes(draft));
    } catch (reason) {
      setJsonError((reason as SyntaxError).message);
    }
  }

  return (
    <form onSubmit={submit} aria-label={`${platform.title} source`}>
      <Stack maw={640}>
        <TextInput
          label="Name"
          description="What you call it, to tell it from others."
          value={draft.name}
          maxLength={128}
          error={fault("/name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        {receiving !== undefined && <CredentialFields group={receiving} {...fields} />}
        {platform.polling !== null && <PollFields {...fields} polling={platform.polling} />}
        {platform.event_types.some((type) => (JUDGED as readonly string[]).includes(type)) && <Judged {...fields} />}
        <Accordion variant="separated" multiple chevronPosition="left">
          {others.map((group) => (
            <Accordion.Item key={group.use} value={group.use}>
              <Accordion.Control>{group.title}</Accordion.Control>
              <Accordion.Panel>
                <CredentialFields group={group} isTitled={false} {...fields} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
          <Accordion.Item value="checks">
            <Accordion.Control>Who may send, and what is asked for again</Accordion.Control>
            <Accordion.Panel>
              <Checks {...fields} jsonError={jsonError} />
            </Accordion.Panel>
          </Accordion.Item>
        </Accordion>
        {(error ?? null) !== null && <Failure error={error} />}
        {jsonError !== undefined && <Failure error={new Error(`“What is asked for again” is no JSON: ${jsonError}`)} />}
        <Group>
          <Button type="submit" loading={isPending}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export interface FieldsProps {
  platform: Platform;
  source: Source | null;
  draft: SourceDraft;
  set: (changes: Partial<SourceDraft>) => void;
  /** What the hub says is wrong with the field of that path. */
  fault: (path: string) => string | undefined;
}

function Judged({ platform, draft, set }: FieldsProps) {
  const types = JUDGED.filter((type) => platform.event_types.includes(type));
  return (
    <Checkbox.Group
      label="Moderate"
      description="What comes of these types is judged by the site's rules as well."
      value={[...draft.moderate]}
      onChange={(moderate) => set({ moderate })}
    >
      <Group mt="xs">
        {types.map((type) => (
          <Checkbox key={type} value={type} label={type} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function Checks({ draft, set, fault, jsonError }: FieldsProps & { jsonError: string | undefined }) {
  return (
    <Stack>
      <TagsInput
        label="Addresses that may send"
        description="Addresses and ranges such as 192.0.2.0/24; Enter adds one. None: any."
        value={[...draft.allowedIps]}
        error={fault("/allowed_ips")}
        onChange={(allowedIps) => set({ allowedIps })}
      />
      <NumberInput
        label="How far a time may be off"
        description="Seconds. Empty: what the platform says."
        min={0}
        value={draft.maxAge}
        error={fault("/max_age_seconds")}
        onChange={(value) => set({ maxAge: String(value) })}
      />
      <Textarea
        label="What is asked for again"
        description='JSON, for senders that do not send again by themselves: GitHub {"hook_id": "123"}, OmniFence {}. Empty: nothing.'
        autosize
        minRows={2}
        value={draft.reconcile}
        error={jsonError ?? fault("/reconcile")}
        onChange={(event) => set({ reconcile: event.currentTarget.value })}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
    </Stack>
  );
}
