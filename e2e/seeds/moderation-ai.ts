/** A receiver as moderation_ai's page on webhook patterns asks for: `X-Signature` over the raw body, 401 otherwise. */
import { createHmac, timingSafeEqual } from "node:crypto";
import express, { type Express } from "express";

export interface ModerationAiEvent {
  event_id: string;
  event_type: string;
  timestamp: string;
  platform: string;
  data: { comment: { id: string }; decision: { action: string; reason: string }; by: string };
}

export function moderationAiApp(secret: string, handle: (event: ModerationAiEvent) => void): Express {
  const app = express();
  app.post("/webhook", express.raw({ type: "application/json" }), (req, res) => {
    const expected = Buffer.from(createHmac("sha256", secret).update(req.body).digest("hex"));
    const given = Buffer.from(String(req.headers["x-signature"] ?? ""));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      res.status(401).json({ error: "Invalid signature" });
      return;
    }
    handle(JSON.parse(req.body.toString()));
    res.json({ status: "ok" });
  });
  return app;
}
