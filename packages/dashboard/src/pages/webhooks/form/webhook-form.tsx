import { Button, Group, Paper, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { type ContractName, generic } from "@tabellary/contracts";
import { type FormEvent, useState } from "react";
import { ProblemError } from "../../../api/problem.ts";
import { Failure } from "../../../parts/failure.tsx";
import { checkJsonObject } from "../../../parts/json-check.ts";
import { parseSchedule } from "../contract/delays.ts";
import { Explained } from "../contract/explained.tsx";
import { chooseContract, sampleType } from "../contract/sample-request.ts";
import { Advanced } from "./advanced.tsx";
import { ContractField } from "./contract-field.tsx";
import { faultsOf, toWishes, type WebhookDraft, type WebhookWishes } from "./draft.ts";
import { EventsField } from "./events-field.tsx";
import type { FieldsProps } from "./fields.ts";
import { SecretField } from "./secret-field.tsx";
import classes from "./webhook-form.module.css";

interface WebhookFormProps {
  initial: WebhookDraft;
  /** What the button does: "Make the webhook". */
  action: string;
  /** A new webhook gets a secret here; later it has a page of its own. */
  isNew: boolean;
  onSave: (wishes: WebhookWishes) => void;
  isPending: boolean;
  error: unknown;
}

/** All that an owner may say of a webhook, with the contract explained beside it. */
export function WebhookForm({ initial, action, isNew, onSave, isPending, error }: WebhookFormProps) {
  const [draft, setDraft] = useState(initial);
  const set = (changes: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const seen = faultsOf(draft);
  const fault = (path: string) => seen[path] ?? (error instanceof ProblemError ? error.of(path) : undefined);
  const fields: FieldsProps = { draft, set, fault };
  const choice = chosen(draft);
  const contract = "contract" in choice ? choice.contract : generic;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (Object.keys(seen).length === 0) onSave(toWishes(draft));
  }

  return (
    <form onSubmit={submit} className={classes.form} aria-label="Webhook" noValidate>
      <Stack className={classes.first}>
        <TextInput
          label="URL"
          description="Where events are sent: http or https, as a POST."
          placeholder="https://example.com/webhook"
          type="url"
          withAsterisk
          value={draft.url}
          error={fault("/url")}
          autoFocus={isNew}
          autoComplete="off"
          onChange={(event) => set({ url: event.currentTarget.value })}
        />
        <EventsField {...fields} />
        <ContractField {...fields} />
      </Stack>
      <Paper withBorder p="md" className={classes.explained} role="group" aria-label="The contract explained">
        {"fault" in choice ? (
          <Text size="sm">These options make no contract yet. {choice.fault}</Text>
        ) : (
          <Explained
            contract={choice.contract}
            terms={termsOf(draft, choice.contract.policy)}
            url={draft.url}
            type={sampleType(draft.events)}
            own={ownHeaders(draft)}
          />
        )}
      </Paper>
      <Stack className={classes.rest}>
        {isNew && <SecretField {...fields} />}
        <Textarea
          label="Description"
          description="What people call it."
          autosize
          minRows={1}
          maxLength={1024}
          value={draft.description}
          error={fault("/description")}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        <Advanced {...fields} policy={contract.policy} />
        {(error ?? null) !== null && <Failure error={error} />}
        <Group>
          <Button type="submit" loading={isPending} disabled={draft.url.trim() === "" || draft.events.length === 0}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function chosen({ contract, customContract }: WebhookDraft) {
  if (contract !== "custom")
    return chooseContract(contract === "" ? ("generic" satisfies ContractName) : contract, null);
  const check = checkJsonObject(customContract);
  return "fault" in check ? { fault: check.fault } : chooseContract("custom", check.value);
}

function termsOf({ schedule, timeoutMs, ordering }: WebhookDraft, policy: typeof generic.policy) {
  const own = schedule.trim() === "" ? undefined : parseSchedule(schedule);
  return {
    schedule: own ?? policy.schedule,
    timeoutMs: timeoutMs === "" ? policy.timeoutMs : Number(timeoutMs),
    ordering: ordering === "" ? policy.ordering : (ordering as typeof policy.ordering),
  };
}

function ownHeaders({ headers }: WebhookDraft): Record<string, string> {
  return Object.fromEntries(headers.flatMap(({ name }) => (name.trim() === "" ? [] : [[name.trim(), "***"]])));
}
