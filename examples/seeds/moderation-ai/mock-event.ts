/** "Mock Webhook Events". */
import { WebhookEvent, WebhookHandler } from "@tabellary/receiver";

const handler = new WebhookHandler();
handler.on("comment.created", (event) => console.log(`${event.eventId}: ${event.data.comment.text}`));

// Create mock event
const event = new WebhookEvent({
  eventId: "evt_123",
  eventType: "comment.created",
  platform: "twitter",
  data: {
    comment: {
      id: "comment_id",
      text: "Test comment",
      author_username: "test_user",
      post_id: null,
      author_id: null,
      created_at: null,
    },
  },
});

// Test handler
await handler.handle(event, { wait: true });
