/** "Pattern 3: Multi-Platform Aggregation". */
import type { WebhookEvent, WebhookHandler } from "@tabellary/receiver";

export function aggregateComments(handler: WebhookHandler): readonly WebhookEvent[] {
  const allEvents: WebhookEvent[] = [];

  handler.on("comment.created", async (event) => {
    allEvents.push(event);
    console.log(`Total comments: ${allEvents.length}`);
  });
  return allEvents;
}
