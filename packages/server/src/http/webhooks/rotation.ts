import type { Contract } from "@tabellary/contracts";
import type { WebhookSecrets } from "../../model/webhook.ts";
import { checkSecret } from "./wishes.ts";

/** For so long the secret that was goes on signing where the format carries a list of signatures. */
export const PREVIOUS_SECRET_MS = 24 * 3_600_000;

/** `secret` signs from now on. */
export function replaced(secrets: WebhookSecrets, secret: string, now: number): WebhookSecrets {
  return { current: secret, next: null, previous: secrets.current, previousUntil: now + PREVIOUS_SECRET_MS };
}

/**
 * The secrets of a webhook whose contract is about to be `contract`. One that only goes on in lists is dropped when the
 * contract cannot sign with it: it would spoil every list.
 * @throws Problem `invalid_request` at `/contract` when it cannot sign with the secret that is, or the one prepared
 */
export function fitting(secrets: WebhookSecrets, contract: Contract): WebhookSecrets {
  checkSecret(contract, secrets.current, "/contract");
  if (secrets.next !== null) checkSecret(contract, secrets.next, "/contract");
  if (secrets.previous === null || contract.checkSecret(secrets.previous) === undefined) return secrets;
  return { ...secrets, previous: null, previousUntil: null };
}
