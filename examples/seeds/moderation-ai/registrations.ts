/** "Webhook Management": register, list, delete. */
import { deleteWebhook, type FetchLike, listWebhooks, registerWebhook } from "@tabellary/receiver";

/** `fetch` is for trying it: left out, X itself is asked. */
export async function manage(bearerToken: string, fetch: FetchLike = globalThis.fetch): Promise<void> {
  const twitter = { platform: "twitter", credentials: { bearerToken }, fetch };

  const { id } = await registerWebhook({
    ...twitter,
    url: "https://your-domain.com/webhook/twitter",
    secret: "your_secret",
  });

  const webhooks = await listWebhooks(twitter);
  for (const webhook of webhooks) console.log(`${webhook.id}: ${webhook.url}`);

  await deleteWebhook({ ...twitter, webhookId: id });
}
