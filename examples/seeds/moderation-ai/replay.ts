/** "Webhook Replay": `node replay.ts webhooks.json`. What the handler remembers is not handled again. */
import { WebhookHandler, WebhookReplay } from "@tabellary/receiver";

const handler = new WebhookHandler();
handler.on("comment.created", (event) => console.log(`Replayed: ${event.data.comment.id}`));

// Replay saved webhook events
const replay = new WebhookReplay({ handler, verification: "skipped" });
const totals = await replay.replayFromFile(process.argv[2] ?? "webhooks.json");
console.log(`${totals.handled} handled, ${totals.duplicate} handled before`);
