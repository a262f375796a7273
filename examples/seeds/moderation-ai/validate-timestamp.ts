/** "Timestamp Validation": keeps old requests out. Check the signature too: nothing signs this timestamp. */
import { validateWebhookTimestamp } from "@tabellary/receiver";

export async function webhookEndpoint(request: Request, processWebhook: (payload: string) => void): Promise<Response> {
  const timestamp = request.headers.get("X-Timestamp");

  // Reject if timestamp is too old
  if (!validateWebhookTimestamp(timestamp, { maxAgeSeconds: 300 })) {
    return new Response("Invalid timestamp", { status: 401 });
  }
  processWebhook(await request.text());
  return new Response("OK");
}
