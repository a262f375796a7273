/** Requests as moderation_ai's page describes them: the unified envelope, with X-Signature and X-Timestamp. */
import { moderationAi } from "@tabellary/contracts";

export function unified(type: string, data: object, id = "evt_123456789", platform = "twitter"): string {
  return JSON.stringify({ event_id: id, event_type: type, timestamp: "2024-01-08T10:30:00Z", platform, data });
}

/** The comment of the page's payloads. */
export const comment = {
  id: "comment_id",
  post_id: "post_id",
  author_id: "author_id",
  author_username: "username",
  text: "Comment text",
  created_at: "2024-01-08T10:30:00Z",
};

export function signedHeaders(body: string, secret: string, nowMs = Date.now()): Record<string, string> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  return { ...moderationAi.sign({ event, body, secrets: [secret], nowMs }) } as Record<string, string>;
}
