import { Autocomplete, Button, Group, Paper, Stack, TextInput } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { api, body } from "../../../api/client.ts";
import { ProblemError } from "../../../api/problem.ts";
import { useSite } from "../../../api/site.ts";
import { Failure } from "../../../parts/failure.tsx";
import { checkJsonObject } from "../../../parts/json-check.ts";
import { JsonField } from "../../../parts/json-field.tsx";
import { keepSite } from "../../../parts/keep-site.ts";
import { PageTitle } from "../../../parts/page-title.tsx";
import { sayDone } from "../../../parts/said.ts";
import { eventTypeNamesQuery } from "../queries.ts";
import { EMPTY, type EventDraft, toEvent } from "./draft.ts";

/** An event by hand, to see what becomes of it: it is sent like any other. */
export function SendEvent() {
  const site = useSite();
  const navigate = useNavigate();
  const { data: types } = useQuery(eventTypeNamesQuery(site));
  const [draft, setDraft] = useState<EventDraft>(EMPTY);
  const set = (change: Partial<EventDraft>) => setDraft({ ...draft, ...change });
  const send = useMutation({
    mutationFn: () => body(api.POST("/v1/events", { params: { query: site }, body: toEvent(draft) })),
    onSuccess: async ({ id, deliveries }) => {
      sayDone(deliveries === 1 ? "It is owed to 1 webhook." : `It is owed to ${deliveries} webhooks.`);
      await navigate({ to: "/events/$id", params: { id }, search: keepSite() });
    },
  });
  const faultOf = (path: string) => (send.error instanceof ProblemError ? send.error.of(path) : undefined);
  const isReady = draft.type.trim() !== "" && "value" in checkJsonObject(draft.data);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) send.mutate();
  }

  return (
    <>
      <PageTitle
        title="Send an event"
        text="It goes to every webhook that takes it, like one that your application sends."
      />
      <Paper withBorder p="lg" maw={720} component="form" onSubmit={submit}>
        <Stack>
          <Autocomplete
            label="Type"
            description="Letters, digits, dot, hyphen, underscore"
            placeholder="comment.created"
            data={types ?? []}
            value={draft.type}
            onChange={(type) => set({ type })}
            error={faultOf("/type")}
            spellCheck={false}
            required
            withAsterisk={false}
          />
          <JsonField
            label="Data"
            description="A JSON object; webhooks carry it in their contract's envelope"
            value={draft.data}
            onChange={(data) => set({ data })}
            error={faultOf("/data")}
          />
          <Group grow preventGrowOverflow={false} align="flex-start">
            <TextInput
              label="External id"
              description="Optional: your own, unique in the site"
              value={draft.externalId}
              onChange={(event) => set({ externalId: event.currentTarget.value })}
              error={faultOf("/external_id")}
            />
            <TextInput
              label="Ordering key"
              description="Optional: for webhooks that keep an order by key"
              value={draft.orderingKey}
              onChange={(event) => set({ orderingKey: event.currentTarget.value })}
              error={faultOf("/ordering_key")}
            />
          </Group>
          {send.error !== null && <Failure error={send.error} title="The event was not taken" />}
          <Group justify="flex-end">
            <Button type="submit" leftSection={<IconSend size={14} />} loading={send.isPending} disabled={!isReady}>
              Send
            </Button>
          </Group>
        </Stack>
      </Paper>
    </>
  );
}
