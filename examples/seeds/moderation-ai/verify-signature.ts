/** "HMAC Signature Verification", and "Always Verify Signatures": an endpoint that checks by itself. */
import { verifyWebhookSignature } from "@tabellary/receiver";

export async function webhookEndpoint(request: Request, processWebhook: (payload: string) => void): Promise<Response> {
  // Get signature from headers
  const signature = request.headers.get("X-Signature");
  const payload = await request.text();

  // Verify signature
  if (!verifyWebhookSignature({ payload, signature, secret: "your_webhook_secret" })) {
    return new Response("Invalid signature", { status: 401 });
  }
  // Signature is valid
  processWebhook(payload);
  return new Response("OK");
}
