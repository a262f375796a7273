import { Anchor, Button, Checkbox, Group, Paper, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ProblemError } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { sayDone } from "../../../parts/said.ts";
import { choicesOf, draftOf, type WebhookDraft } from "./draft.ts";
import type { Webhook } from "./queries.ts";
import { save } from "./save.ts";
import { SecretChoice } from "./secret-choice.tsx";
import { TestSend } from "./test-send.tsx";

/** URL, secret, events, save. */
export function WebhookForm({ webhook }: { webhook: Webhook | null }) {
  const site = useSite();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(webhook));
  const set = (changes: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...changes }));
  const saving = useMutation({
    mutationFn: () => save(webhook, draft, site),
    onSuccess: async () => {
      set({ secret: "" });
      sayDone(webhook === null ? "The webhook is set up." : "Saved.");
      await queries.invalidateQueries({ queryKey: ["webhooks"] });
    },
  });
  const fault = (path: string) => (saving.error instanceof ProblemError ? saving.error.of(path) : undefined);

  function submit(event: FormEvent) {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <Stack>
      <Paper withBorder p="lg" component="form" onSubmit={submit} aria-label="Webhook settings">
        <Stack gap="lg">
          <TextInput
            type="url"
            label="Webhook URL"
            description="Where your application takes events."
            placeholder="https://your-app.com/webhooks/pixel-patrol"
            required
            value={draft.url}
            error={fault("/url")}
            onChange={(event) => set({ url: event.currentTarget.value })}
          />
          <SecretChoice
            webhook={webhook}
            value={draft.secret}
            error={fault("/secret")}
            onChange={(secret) => set({ secret })}
          />
          <Checkbox.Group
            label="Events"
            description="What is sent there."
            value={[...draft.events]}
            error={fault("/events")}
            onChange={(events) => set({ events })}
          >
            <Stack gap="xs" mt="xs">
              {choicesOf(draftOf(webhook)).map(({ type, when }) => (
                <Checkbox key={type} value={type} label={<code>{type}</code>} description={when} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Switch
            label="Active"
            description="Off: new events skip it, and what waits is held."
            checked={draft.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          {saving.error !== null && <Failure error={saving.error} title="It was not saved" />}
          <Group justify="space-between">
            <Button type="submit" loading={saving.isPending} disabled={draft.url === "" || draft.events.length === 0}>
              Save
            </Button>
            {webhook !== null && <ToWebhook id={webhook.id} />}
          </Group>
        </Stack>
      </Paper>
      {webhook !== null && <TestSend webhook={webhook} />}
    </Stack>
  );
}

function ToWebhook({ id }: { id: string }) {
  return (
    <Text size="sm">
      <Anchor
        inherit
        renderRoot={(props) => <Link to="/webhooks/$id" params={{ id }} search={keepSite()} {...props} />}
      >
        Its log, and all else about it
      </Anchor>
    </Text>
  );
}
