/** "Monitor Webhook Health": checks by the minute, alerts in the log, a health endpoint. */
import { type WebhookHandler, WebhookMonitor } from "@tabellary/receiver";

export function monitored(handler: WebhookHandler, publicUrl: string) {
  const monitor = new WebhookMonitor({ handler, publicUrl });
  monitor.startHealthChecks();
  return { monitor, health: monitor.toFetch() };
}
