/** "Pattern 2: Event Queue". The handler has a bounded queue of its own; this one is for work in batches. */
import type { WebhookEvent, WebhookHandler } from "@tabellary/receiver";

export function queueComments(handler: WebhookHandler, processEvent: (event: WebhookEvent) => Promise<void>) {
  const eventQueue: WebhookEvent[] = [];

  handler.on("comment.created", async (event) => {
    // Add to queue for batch processing
    eventQueue.push(event);
  });

  async function processQueue(): Promise<void> {
    for (let event = eventQueue.shift(); event !== undefined; event = eventQueue.shift()) await processEvent(event);
  }

  // Start queue processor
  const timer = setInterval(() => void processQueue(), 1000);
  return { processQueue, stop: () => clearInterval(timer) };
}
