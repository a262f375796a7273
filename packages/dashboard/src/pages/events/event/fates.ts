import type { EventDetail } from "../queries.ts";

export type Delivery = NonNullable<EventDetail["deliveries"]>[number];
type Told = NonNullable<EventDetail["webhooks"]>[number];

/** What became of an event at one webhook. */
export interface Fate {
  webhookId: string;
  /** Undefined when the key may not read webhooks. */
  url: string | undefined;
  outcome: Told["outcome"] | undefined;
  /** Why, in a sentence. */
  detail: string | undefined;
  delivery: Delivery | undefined;
}

/** Every webhook's fate: those that got the event first. */
export function toFates({ webhooks = [], deliveries = [] }: Pick<EventDetail, "webhooks" | "deliveries">): Fate[] {
  const byWebhook = new Map(deliveries.map((delivery) => [delivery.webhook_id, delivery]));
  const told = webhooks.map(({ webhook_id, url, outcome, detail }): Fate => {
    const delivery = byWebhook.get(webhook_id);
    byWebhook.delete(webhook_id);
    return { webhookId: webhook_id, url, outcome, detail, delivery };
  });
  const rest = [...byWebhook.values()].map(
    (delivery): Fate => ({
      webhookId: delivery.webhook_id,
      url: undefined,
      outcome: undefined,
      detail: undefined,
      delivery,
    }),
  );
  const all = [...told, ...rest];
  return [
    ...all.filter(({ delivery }) => delivery !== undefined),
    ...all.filter(({ delivery }) => delivery === undefined),
  ];
}
