/** "Webhook Handler Interface": serves /webhook and /webhook/{platform}. */
import { WebhookHandler } from "@tabellary/receiver";

// Create webhook handler
const handler = new WebhookHandler({
  secret: "webhook_secret",
  endpoint: "/webhook",
  allowedIps: ["0.0.0.0/0", "::/0"], // Allow all IPs
});

// Register event handlers
handler.on("comment.created", async (event) => {
  const comment = event.data;
  console.log(`New comment: ${comment.id}`);
});

handler.on("comment.updated", async (event) => {
  const comment = event.data;
  console.log(`Updated comment: ${comment.id}`);
});

// Start webhook server
const { port } = await handler.start({ port: Number(process.env.PORT ?? 8080) });
console.log(`listening on ${port}`);
