import { Switch } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../../api/client.ts";
import { useSite } from "../../api/site.ts";
import type { Webhook } from "../../api/webhooks.ts";
import { sayFailed } from "../../parts/said.ts";
import { nameOf } from "../../parts/webhook-name.tsx";
import { refresh } from "./refresh.ts";

/** The owner's switch. */
export function OnOff({ webhook, label }: { webhook: Webhook; label?: string }) {
  const { id, active } = webhook;
  const query = useSite();
  const queries = useQueryClient();
  const turn = useMutation({
    mutationFn: (wish: boolean) =>
      body(api.PATCH("/v1/webhooks/{id}", { params: { path: { id }, query }, body: { active: wish } })),
    onSuccess: () => refresh(queries),
    onError: (error) => sayFailed("The webhook is as it was", error),
  });
  // Disabled while the hub is asked it would lose the focus, and whoever came by keyboard their place.
  function change(wish: boolean) {
    if (!turn.isPending) turn.mutate(wish);
  }
  return (
    <Switch
      checked={turn.isPending ? turn.variables : active}
      aria-disabled={turn.isPending}
      label={label}
      aria-label={label === undefined ? `${nameOf(webhook)} is on` : undefined}
      onChange={(event) => change(event.currentTarget.checked)}
    />
  );
}
