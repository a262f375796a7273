/** "Verifying Webhooks" and "Handling Webhooks": answered at once, worked on after, unknown types logged. */
import { WebhookHandler } from "@tabellary/receiver";
import { toExpress } from "@tabellary/receiver/node";
import express from "express";

export type Work = (data: unknown) => Promise<void>;

export function genericApp(
  secret: string | undefined,
  work: { userCreated: Work; userUpdated: Work; projectCreated: Work },
) {
  const handler = new WebhookHandler({ platforms: { generic: { secret } } });

  handler.on("generic.user.created", (event) => work.userCreated(event.data));
  handler.on("generic.user.updated", (event) => work.userUpdated(event.data));
  handler.on("generic.project.created", (event) => work.projectCreated(event.data));
  handler.onUnhandled((event) => console.log("Unhandled event:", event.eventType));
  handler.onError((error) => console.error("Webhook processing error:", error));

  const app = express();
  app.use("/webhook", toExpress(handler, { platform: "generic" }));
  return { app, handler };
}
