/** PixelPatrol's own receiver, as its page prints it: raw body, bare hex signature, 401 on a mismatch. */
import { createHmac } from "node:crypto";
import express, { type Express } from "express";

export function verifyWebhookSignature(payload: string, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(payload).digest("hex");
  return expected === signature;
}

export interface PixelPatrolEvent {
  id: string;
  event: string;
  created_at: string;
  data: Record<string, unknown>;
}

/** `handle` stands for the functions that the page leaves to the reader. */
export function pixelPatrolApp(secret: string, handle: (event: PixelPatrolEvent) => void): Express {
  const app = express();
  app.post("/webhooks/pixel-patrol", express.raw({ type: "application/json" }), (req, res) => {
    const signature = req.headers["x-pixelpatrol-signature"] as string;
    const payload = req.body.toString();
    if (!verifyWebhookSignature(payload, signature, secret)) {
      res.status(401).send("Invalid signature");
      return;
    }
    handle(JSON.parse(payload));
    res.status(200).send("OK");
  });
  return app;
}
