import type { Api } from "../harness/api.ts";
import { type Customers, SECRET } from "./customers.ts";

/** A webhook as it is asked for, and how its customer is at times. */
export interface Wish {
  name: string;
  events: readonly string[];
  ordering: "webhook" | "key" | "none";
  /** The chance that a request is answered with 500. */
  fails: number;
  /** The chance that a request is answered late, by so many milliseconds. */
  isSlow: { chance: number; msMin: number; msMax: number };
}

export interface Subscription {
  name: string;
  webhookId: string;
}

export async function subscribe(
  api: Api,
  customers: Customers,
  wishes: readonly Wish[],
  retrySchedule: readonly number[],
): Promise<Subscription[]> {
  const subscriptions: Subscription[] = [];
  for (const { name, events, ordering } of wishes) {
    const body = { url: customers.urlOf(name), secret: SECRET, retry_schedule: retrySchedule, events, ordering };
    const webhook = await api.expect(201, api.post("/v1/webhooks", body));
    subscriptions.push({ name, webhookId: webhook.id });
  }
  return subscriptions;
}

/** Whether a webhook with these patterns gets events of that kind. */
export function takes({ events }: Pick<Wish, "events">, kind: string): boolean {
  return events.some(
    (pattern) =>
      pattern === "*" || pattern === kind || (pattern.endsWith(".*") && kind.startsWith(pattern.slice(0, -1))),
  );
}
