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

export interface User {
  id: string;
  name?: string;
}

/** The page's asynchronous handler, with what its best practices ask for: no reliance on order, effects once. */
export function genericUsersApp(secret: string, users: Map<string, User>, log: (...line: string[]) => void): Express {
  const handled = new Set<string>();
  const changedAt = new Map<string, string>();
  /** An older event that comes late does not overwrite a newer one. */
  const handleUser = (event: GenericEvent) => {
    const user = event.data as unknown as User;
    if ((changedAt.get(user.id) ?? "") > event.created_at) return log("Came late:", event.type);
    changedAt.set(user.id, event.created_at);
    users.set(user.id, user);
    log("Handled:", event.type);
  };
  return genericRawApp(secret, (event) => {
    if (handled.has(event.id)) return log("Repeated:", event.type);
    handled.add(event.id);
    switch (event.type) {
      case "user.created":
      case "user.updated":
        return handleUser(event);
      default:
        return log("Unhandled event:", event.type);
    }
  });
}
