/** What the demo promises, checked against what the receivers saw and what the hub's log says. */
import type { Api } from "../harness/api.ts";
import { eventually } from "../harness/eventually.ts";
import type { Customers } from "./receivers.ts";
import { GENERIC_EVENTS, type Subscribed } from "./story.ts";

export interface Promised {
  sentence: string;
  isKept: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a row of the API, as it is printed
export type Delivery = any;

/** Waits until nothing is owed any more, then reads every delivery with its attempts. */
export async function readLog(api: Api, subscribed: readonly Subscribed[]): Promise<Map<string, Delivery[]>> {
  const log = new Map<string, Delivery[]>();
  for (const { customer, siteId, webhookId } of subscribed) {
    const site = `site_id=${siteId}`;
    const { deliveries } = await eventually(
      () => api.expect(200, api.get(`/v1/webhooks/${webhookId}/deliveries?limit=100&${site}`)),
      (page) => page.deliveries.length > 0 && page.deliveries.every((row: Delivery) => row.status !== "pending"),
      { what: `the deliveries of ${customer.name} to end` },
    );
    const whole = deliveries.map((row: Delivery) => api.expect(200, api.get(`/v1/deliveries/${row.id}?${site}`)));
    log.set(customer.name, (await Promise.all(whole)).reverse());
  }
  return log;
}

export function check(customers: Customers, log: ReadonlyMap<string, readonly Delivery[]>): Promised[] {
  const { pixelPatrol, express, raw, omniFence, flaky, dead } = customers;
  const types = (customer: { arrivals: { event: string }[] }) => customer.arrivals.map(({ event }) => event);
  const all = GENERIC_EVENTS.map(({ type }) => type);
  const statuses = (name: string) => log.get(name)!.flatMap((delivery) => delivery.log.map(statusOf));
  return [
    promise(
      "shop got all nine events, each with a signature that verifies",
      same(types(express).sort(), [...all].sort()),
    ),
    promise(
      "ledger got only the payments it asked for",
      same(types(raw).sort(), ["payment.failed", "payment.succeeded"]),
    ),
    promise(
      "gallery got media.created before media.moderated",
      same(types(pixelPatrol), ["media.created", "media.moderated"]),
    ),
    promise("studio got its job's result, once", omniFence.arrivals.length === 1 && statuses("studio").length === 1),
    promise("flaky was tried until it answered: 503, 503, 200", same(statuses("flaky"), [503, 503, 200])),
    promise("flaky handled its event once", flaky.arrivals.length === 1),
    promise("dead was given up after its three attempts", isGivenUp(log.get("dead")!) && dead.arrivals.length === 0),
  ];
}

function promise(sentence: string, isKept: boolean): Promised {
  return { sentence, isKept };
}

function isGivenUp([delivery]: readonly Delivery[]): boolean {
  return delivery.status === "failed" && delivery.attempts === 3 && delivery.log.length === 3;
}

function statusOf(attempt: { status_code?: number }): number | undefined {
  return attempt.status_code;
}

function same(actual: readonly unknown[], expected: readonly unknown[]): boolean {
  return JSON.stringify(actual) === JSON.stringify(expected);
}
