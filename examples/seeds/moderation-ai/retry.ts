/** "Retry Failed Events": one event by hand, and all that fail. */
import { type EventHandler, type WebhookEvent, type WebhookHandler, WebhookRetry } from "@tabellary/receiver";
import { deadLetterFile } from "@tabellary/receiver/node";

export async function retryOne(event: WebhookEvent, handler: WebhookHandler | EventHandler) {
  const retry = new WebhookRetry({ maxRetries: 3, handler, firstDelayMs: 10 });
  return retry.processEvent(event);
}

/** What is given up is a line in `path`, for WebhookReplay. Call `stop` before the process ends. */
export function retryAll(handler: WebhookHandler, path: string): WebhookRetry {
  return new WebhookRetry({ maxRetries: 3, handler, onGivenUp: deadLetterFile(path) }).retryFailures();
}
