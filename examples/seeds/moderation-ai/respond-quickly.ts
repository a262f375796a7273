/** "Respond Quickly": the answer comes before the work, which goes through a bounded queue. */
import { toFetch, type WebhookEvent, WebhookHandler } from "@tabellary/receiver";

export function receiver(secret: string, processEvent: (event: WebhookEvent) => Promise<void>) {
  const handler = new WebhookHandler({ secret });
  handler.on("*", processEvent);
  return { handler, webhook: toFetch(handler) };
}
