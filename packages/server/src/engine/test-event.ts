import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import { formatId } from "../model/ids.ts";

/**
 * The data of a `test.webhook` event. PixelPatrol's page prints its own; every other contract gets one that says what
 * it is.
 */
export function testData(webhook: CataloguedWebhook): string {
  const message = "Test webhook received successfully";
  if (webhook.contract.name === "pixelpatrol") {
    return JSON.stringify({ media_id: "test_456", status: "test", is_test: true, message });
  }
  return JSON.stringify({ webhook_id: formatId("hook", webhook.id), status: "test", is_test: true, message });
}
