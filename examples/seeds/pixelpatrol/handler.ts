/** "Basic Webhook Handler": verified over the raw bytes, in constant time, and each event handled once. */
import { WebhookHandler } from "@tabellary/receiver";
import { toExpress } from "@tabellary/receiver/node";
import express from "express";

export function pixelPatrolApp(secret: string | undefined, handleMediaModerated: (data: unknown) => void) {
  const handler = new WebhookHandler({ platforms: { pixelpatrol: { secret } } });

  // `media.moderated` is a moderation.action here, as on every platform; `native` is PixelPatrol's own envelope.
  handler.on("moderation.action", (event) => handleMediaModerated((event.native as { data: unknown }).data));
  handler.on("pixelpatrol.test.webhook", () => console.log("Test webhook received"));

  const app = express();
  app.use("/webhooks/pixel-patrol", toExpress(handler, { platform: "pixelpatrol" }));
  return { app, handler };
}
