import { Divider, Stack, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "../../../api/client.ts";
import { useSite } from "../../../api/site.ts";
import type { Webhook } from "../../../api/webhooks.ts";
import { sayDone } from "../../../parts/said.ts";
import { draftOf, type WebhookWishes } from "../form/draft.ts";
import { WebhookForm } from "../form/webhook-form.tsx";
import { refresh } from "../refresh.ts";
import { Rotation } from "./rotation.tsx";

/** The same form as for a new webhook, over what there is; its secret has steps of its own. */
export function Change({ webhook }: { webhook: Webhook }) {
  const { id } = webhook;
  const query = useSite();
  const queries = useQueryClient();
  const [revision, setRevision] = useState(0);
  const change = useMutation({
    mutationFn: (wishes: WebhookWishes) =>
      body(api.PATCH("/v1/webhooks/{id}", { params: { path: { id }, query }, body: wishes })),
    onSuccess: async () => {
      sayDone("Saved. What is still owed is sent by the new settings.");
      await refresh(queries);
      setRevision((before) => before + 1);
    },
  });
  return (
    <Stack gap="xl">
      <WebhookForm
        key={revision}
        initial={draftOf(webhook)}
        action="Save"
        isNew={false}
        onSave={change.mutate}
        isPending={change.isPending}
        error={change.error}
      />
      <Divider />
      <div>
        <Title order={2} size="h4" mb="sm">
          Change the secret
        </Title>
        <Rotation webhook={webhook} />
      </div>
    </Stack>
  );
}
