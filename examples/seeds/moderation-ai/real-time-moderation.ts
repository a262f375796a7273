/** "Pattern 1: Real-Time Moderation". */
import { getPlatform, type PlatformConnection, standardsEngine, type WebhookHandler } from "@tabellary/receiver";

/** `connections`: by platform, what acting there needs, such as `{ twitter: { credentials: { accessToken } } }`. */
export function moderateComments(
  handler: WebhookHandler,
  connections: { readonly [platform: string]: PlatformConnection },
): void {
  handler.on("comment.created", async (event) => {
    const comment = event.data.comment;

    // Analyze comment
    const decision = await standardsEngine.validate(comment.text);

    // Apply moderation action
    if (decision.action !== "approve") {
      const platform = getPlatform(event.platform, connections[event.platform]);
      const result = await platform.moderateComment(comment.id, decision.action, { postId: comment.post_id });
      if (result.outcome !== "applied") console.log(`${comment.id} was not done: ${result.message}`);
    }
  });
}
