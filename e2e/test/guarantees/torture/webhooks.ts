import type { Api } from "../../../harness/api.ts";
import { type Customers, SECRET } from "./customers.ts";

export interface Subscription {
  name: string;
  webhookId: string;
}

/** The webhooks. Every event goes to `everything` and, by its kind, to one of the others. */
export const WEBHOOKS = [
  { name: "in-order", events: ["order.placed"], ordering: "webhook" },
  { name: "in-order-by-key", events: ["stock.changed"], ordering: "key" },
  { name: "notes", events: ["note.*"], ordering: "none" },
  { name: "everything", events: ["*"], ordering: "none" },
] as const;

const RETRY_SCHEDULE = [0, ...new Array<number>(14).fill(0.05)];

export async function subscribe(api: Api, customers: Customers): Promise<Subscription[]> {
  const subscriptions: Subscription[] = [];
  for (const { name, ...wishes } of WEBHOOKS) {
    const body = { url: customers.urlOf(name), secret: SECRET, retry_schedule: RETRY_SCHEDULE, ...wishes };
    const webhook = await api.expect(201, api.post("/v1/webhooks", body));
    subscriptions.push({ name, webhookId: webhook.id });
  }
  return subscriptions;
}
