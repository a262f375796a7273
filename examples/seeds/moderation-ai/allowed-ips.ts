/** "IP Whitelisting": others are answered with 403, before the body is read. */
import { WebhookHandler } from "@tabellary/receiver";

export const handler = new WebhookHandler({
  allowedIps: [
    "192.0.2.0/24", // Twitter IP range
    "198.51.100.0/24", // Reddit IP range
  ],
});
