import { useQuery } from "@tanstack/react-query";
import { useSite } from "../api/site.ts";
import { type Webhook, webhookNamesQuery } from "../api/webhook-names.ts";

/** A webhook by what people know it by: its description, else where it goes; its id when it was deleted. */
export function WebhookName({ id }: { id: string }) {
  const { data } = useQuery(webhookNamesQuery(useSite()));
  const webhook = data?.get(id);
  return <span title={webhook?.url ?? id}>{webhook === undefined ? id : nameOf(webhook)}</span>;
}

export function nameOf({ description, url }: Pick<Webhook, "description" | "url">): string {
  return description ?? url.replace(/^https?:\/\//, "");
}
