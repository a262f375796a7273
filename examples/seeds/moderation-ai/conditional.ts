/** "Pattern 4: Conditional Processing". */
import type { Comment, WebhookHandler } from "@tabellary/receiver";

export function hideSpammers(handler: WebhookHandler, hideComment: (comment: Comment) => Promise<unknown>): void {
  handler.on("comment.created", async (event) => {
    const comment = event.data.comment;

    // Only process certain authors
    if (["spammer1", "spammer2"].includes(comment.author_username ?? "")) await hideComment(comment);
  });
}
