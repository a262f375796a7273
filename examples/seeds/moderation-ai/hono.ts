/** "FastAPI Example", in Hono: a route of one's own that verifies, parses and hands over. */
import { verifyWebhookSignature, WebhookHandler } from "@tabellary/receiver";
import { Hono } from "hono";

export const app = new Hono();
export const handler = new WebhookHandler({ secret: "your_secret" });

app.post("/webhook/:platform", async (context) => {
  const payload = await context.req.text();

  // Verify signature
  const signature = context.req.header("X-Signature");
  if (!verifyWebhookSignature({ payload, signature, secret: "your_secret" })) {
    return context.json({ detail: "Invalid signature" }, 401);
  }

  // Process event
  const event = handler.parseEvent(payload, context.req.param("platform"));

  // Trigger handlers
  await handler.handle(event);

  return context.json({ status: "ok" });
});
