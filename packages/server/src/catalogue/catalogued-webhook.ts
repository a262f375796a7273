import { type Contract, defineCustom, getContract } from "@tabellary/contracts";
import type { Condition } from "../model/condition/condition.ts";
import { parseCondition } from "../model/condition/parse.ts";
import type { Ordering, Webhook, WebhookConfig, WebhookSecrets } from "../model/webhook.ts";
import type { Vault } from "./vault.ts";

/** How deliveries of a webhook are carried out: its own wishes over its contract's policy. */
export interface Terms {
  /** Seconds before attempt 1, 2, … */
  schedule: readonly number[];
  timeoutMs: number;
  ordering: Ordering;
}

/** A webhook ready for use: contract resolved, secrets and custom headers open. */
export interface CataloguedWebhook extends Webhook {
  readonly contract: Contract;
  readonly terms: Terms;
  /** Null: it has no filter. */
  readonly filter: Condition | null;
  readonly secrets: WebhookSecrets;
  /** Custom headers with their values; `config.headers` holds them sealed. */
  readonly headers: Readonly<Record<string, string>>;
}

export function openWebhook(webhook: Webhook, vault: Vault): CataloguedWebhook {
  const { config } = webhook;
  const contract = contractOf(config);
  return {
    ...webhook,
    contract,
    terms: {
      schedule: config.retrySchedule ?? contract.policy.schedule,
      timeoutMs: config.timeoutMs ?? contract.policy.timeoutMs,
      ordering: config.ordering ?? contract.policy.ordering,
    },
    filter: conditionOf(config),
    secrets: JSON.parse(vault.open(webhook.sealedSecrets, secretsContext(webhook.id))),
    headers: openHeaders(config.headers, webhook.id, vault),
  };
}

/** The contract that a configuration names, with its options where it is `custom`. */
export function contractOf(config: Pick<WebhookConfig, "contract" | "customContract">): Contract {
  return config.contract === "custom"
    ? defineCustom(config.customContract as unknown as Parameters<typeof defineCustom>[0])
    : getContract(config.contract);
}

/**
 * The filter of a configuration, ready to be judged by.
 * @throws Error for one that this version cannot read: it was checked when it was saved
 */
export function conditionOf({ filter }: Pick<WebhookConfig, "filter">): Condition | null {
  if (filter === undefined) return null;
  const parsed = parseCondition(filter);
  if (parsed.ok) return parsed.condition;
  const { path, message } = parsed.faults[0]!;
  throw new Error(`The filter of a webhook cannot be read: /filter${path} ${message}.`);
}

export function sealSecrets(secrets: WebhookSecrets, webhookId: bigint, vault: Vault): Uint8Array {
  return vault.seal(JSON.stringify(secrets), secretsContext(webhookId));
}

/** Header values may be credentials, so they are stored sealed; their names are not. */
export function sealHeaders(headers: Readonly<Record<string, string>>, webhookId: bigint, vault: Vault) {
  return mapHeaders(headers, (name, value) =>
    Buffer.from(vault.seal(value, headerContext(webhookId, name))).toString("base64"),
  );
}

function openHeaders(headers: Readonly<Record<string, string>>, webhookId: bigint, vault: Vault) {
  return mapHeaders(headers, (name, value) => vault.open(Buffer.from(value, "base64"), headerContext(webhookId, name)));
}

function mapHeaders(headers: Readonly<Record<string, string>>, change: (name: string, value: string) => string) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, change(name, value)]));
}

function secretsContext(webhookId: bigint): string {
  return `hook:${webhookId}:secrets`;
}

function headerContext(webhookId: bigint, name: string): string {
  return `hook:${webhookId}:header:${name}`;
}
