import { withMember } from "./scheme/envelope.ts";
import { makeContract } from "./scheme/make-contract.ts";
import { standardWebhooks } from "./scheme/standard-webhooks.ts";

/**
 * OmniFence's webhooks as they are now: Standard Webhooks headers, the job's result with the delivery's id in it.
 * https://github.com/Omnifence/omnifence-skills, references/webhook-handler.md
 *
 * Twelve attempts over about five hours are published, the steps between them are not; these add up to 5 h 4 min.
 * The span is a promise, so nothing stretches a delay. Its job events have no `categories`, as the first generation's have.
 */
export const omnifenceSigned = makeContract({
  name: "omnifence-signed",
  title: "OmniFence, signed",
  description: "The event's data with its delivery id, Standard Webhooks signature, twelve attempts over five hours.",
  policy: {
    schedule: [0, 5, 30, 60, 120, 300, 600, 900, 1800, 3600, 3600, 7200],
    timeoutMs: 10_000,
    ordering: "none",
    isJittered: false,
    honoursRetryAfter: false,
    disablesOn410: false,
    afterLast: "failed",
  },
  envelope: ({ type, data, deliveryId }) =>
    withMember(isOfJob(type) ? withoutCategories(data) : data, "delivery_id", deliveryId),
  scheme: standardWebhooks,
  eventHeaders: {
    names: ["X-Omnifence-Delivery-Id"],
    add(headers, event) {
      headers["X-Omnifence-Delivery-Id"] = event.deliveryId;
    },
  },
});

function isOfJob(type: string): boolean {
  return type === "job.completed" || type === "job.failed";
}

function withoutCategories(data: string): string {
  if (!data.includes('"categories":')) return data;
  const { categories: _, ...rest } = JSON.parse(data) as Record<string, unknown>;
  return JSON.stringify(rest);
}
