import { useQuery } from "@tanstack/react-query";
import { useSite } from "../api/site.ts";
import { type Webhook, webhookNamedQuery } from "../api/webhooks.ts";

/** A webhook by what people know it by; its id when it was deleted. */
export function WebhookName({ id }: { id: string }) {
  const { data: webhook } = useQuery(webhookNamedQuery(useSite(), id));
  return <span title={webhook?.url ?? id}>{webhook ? nameOf(webhook) : id}</span>;
}

/** Its description, else where it goes. */
export function nameOf({ description, url }: Pick<Webhook, "description" | "url">): string {
  return description ?? url.replace(/^https?:\/\//, "");
}
