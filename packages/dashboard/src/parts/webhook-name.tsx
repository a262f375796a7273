import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, use } from "react";
import { useSite } from "../api/site.ts";
import { type Webhook, webhookNamesQuery } from "../api/webhook-names.ts";

const WebhooksContext = createContext<ReadonlyMap<string, Webhook> | undefined>(undefined);

/** Lets the webhooks of the site be named by whatever is in it, asked for once. */
export function WebhookNames({ children }: { children: ReactNode }) {
  const { data } = useQuery(webhookNamesQuery(useSite()));
  return <WebhooksContext value={data}>{children}</WebhooksContext>;
}

/** A webhook by what people know it by, within `WebhookNames`; its id when it was deleted. */
export function WebhookName({ id }: { id: string }) {
  const webhook = use(WebhooksContext)?.get(id);
  return <span title={webhook?.url ?? id}>{webhook === undefined ? id : nameOf(webhook)}</span>;
}

/** Its description, else where it goes. */
export function nameOf({ description, url }: Pick<Webhook, "description" | "url">): string {
  return description ?? url.replace(/^https?:\/\//, "");
}
