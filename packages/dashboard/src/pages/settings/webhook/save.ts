import { api, body } from "../../../api/client.ts";
import type { useSite } from "../../../api/site.ts";
import { CONTRACT, type WebhookDraft } from "./draft.ts";
import type { Webhook } from "./queries.ts";

/** Makes the webhook, or changes it. Another secret is prepared and promoted at once: this format carries one signature. */
export async function save(
  webhook: Webhook | null,
  { url, events, active, secret }: WebhookDraft,
  query: ReturnType<typeof useSite>,
): Promise<void> {
  const wishes = { url: url.trim(), events: [...events], active };
  const entered = secret.trim();
  if (webhook === null) {
    const made = { ...wishes, contract: CONTRACT, ...(entered !== "" && { secret: entered }) } as const;
    await body(api.POST("/v1/webhooks", { params: { query }, body: made }));
    return;
  }
  const params = { path: { id: webhook.id }, query };
  if (entered !== "") {
    await body(api.POST("/v1/webhooks/{id}/secret/prepare", { params, body: { secret: entered } }));
    await body(api.POST("/v1/webhooks/{id}/secret/promote", { params }));
  }
  await body(api.PATCH("/v1/webhooks/{id}", { params, body: wishes }));
}
