/** "Flask Example", in Express: `handle` is not awaited, and the handlers run all the same. */
import { WebhookHandler } from "@tabellary/receiver";
import express from "express";

export const app = express();
export const handler = new WebhookHandler({ secret: "your_secret" });

app.post("/webhook/:platform", express.raw({ type: "*/*" }), (request, response) => {
  const payload = request.body as Buffer;

  // Verify signature
  const signature = request.get("X-Signature");
  if (!handler.verifySignature(payload, signature)) {
    response.status(401).json({ error: "Invalid signature" });
    return;
  }

  // Process event
  const event = handler.parseEvent(payload, String(request.params.platform));
  void handler.handle(event);

  response.json({ status: "ok" });
});
