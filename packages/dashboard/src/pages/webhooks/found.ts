import type { Webhook } from "../../api/webhook-names.ts";

/** Whether a webhook is what somebody searches for: every word is in its address, description, events, contract or id. */
export function isFound(
  webhook: Pick<Webhook, "id" | "url" | "description" | "events" | "contract">,
  words: string,
): boolean {
  const { id, url, description, events, contract } = webhook;
  const text = [id, url, description ?? "", contract, ...events].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
