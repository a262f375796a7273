/**
 * The receivers of the generic webhooks page. The Express one signs `JSON.stringify(req.body)`, the Flask one the raw
 * bytes: both must accept what the hub sends.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import express, { type Express } from "express";

export function verifyWebhook(payload: string, signature: string, secret: string): boolean {
  const hmac = createHmac("sha256", secret).update(payload).digest("hex");
  return timingSafeEqual(Buffer.from(signature), Buffer.from(hmac));
}

export interface GenericEvent {
  id: string;
  type: string;
  created_at: string;
  data: Record<string, unknown>;
}

/** Parses first and signs what it parsed, written out again. */
export function genericExpressApp(secret: string, processWebhook: (event: GenericEvent) => void): Express {
  const app = express();
  app.use(express.json({ limit: "1mb" }));
  app.post("/webhook", (req, res) => {
    const signature = req.headers["x-webhook-signature"] as string;
    const payload = JSON.stringify(req.body);
    if (!verifyWebhook(payload, signature, secret)) {
      res.status(401).send("Invalid signature");
      return;
    }
    processWebhook(req.body);
    res.status(200).send("OK");
  });
  return app;
}

/** The Flask sample in Express: the raw bytes are what is signed. */
export function genericRawApp(secret: string, handleEvent: (event: GenericEvent) => void): Express {
  const app = express();
  app.post("/webhook", express.raw({ type: "*/*", limit: "1mb" }), (req, res) => {
    const signature = req.headers["x-webhook-signature"];
    const expected = createHmac("sha256", secret).update(req.body).digest("hex");
    if (typeof signature !== "string" || !isEqual(signature, expected)) {
      res.status(401).send("Invalid signature");
      return;
    }
    handleEvent(JSON.parse(req.body.toString()));
    res.status(200).send("OK");
  });
  return app;
}

function isEqual(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}
