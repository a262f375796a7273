import type { WebhookSecrets } from "../model/webhook.ts";

/** For so long the secret that was goes on signing where the format carries a list of signatures. */
export const PREVIOUS_SECRET_MS = 24 * 3_600_000;

/** `secret` signs from now on. */
export function replaced(secrets: WebhookSecrets, secret: string, now: number): WebhookSecrets {
  return { current: secret, next: null, previous: secrets.current, previousUntil: now + PREVIOUS_SECRET_MS };
}
