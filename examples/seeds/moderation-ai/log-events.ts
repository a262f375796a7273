/** "Log Events". */
import type { WebhookHandler } from "@tabellary/receiver";

export function logEvents(handler: WebhookHandler, logger: Pick<Console, "info">): void {
  handler.on("comment.created", async (event) => {
    logger.info(`Comment created: ${event.data.comment.id}`);
  });
}
