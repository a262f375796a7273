import type { JsonObject } from "./event-type.ts";

export type Ordering = "none" | "webhook" | "key";
export type Health = "healthy" | "failing";

/** What the owner of a webhook decides. Immutable: a change makes a new revision. */
export interface WebhookConfig {
  url: string;
  /** Exact types, `comment.*` or `*`. */
  events: readonly string[];
  active: boolean;
  contract: string;
  /** The options of a `custom` contract, as `defineCustom` takes them. */
  customContract: JsonObject | null;
  description: string | null;
  headers: Readonly<Record<string, string>>;
  /** Seconds before attempt 1, 2, …; null takes the contract's. */
  retrySchedule: readonly number[] | null;
  timeoutMs: number | null;
  ordering: Ordering | null;
  /** What else an event must be, beside its type: a condition (docs/filters.md) as its owner wrote it. Absent: anything. */
  filter?: JsonObject;
  /** Ids of the sources whose events it takes. Absent: any, and events of the API. */
  sources?: readonly string[];
  /** It follows TABELLARY_ALERT_URL. Absent: somebody made it by the API. */
  managedBy?: "alert_url";
  /** It is the hub's own: in no list and in no subscription, and given only what is addressed to it. */
  inner?: InnerPurpose;
}

/**
 * `judge`, `enforce`: nothing is sent, moderation sees to what it is owed. `callbacks`: ends of jobs, each told to an
 * address of its own. `callback`: one such address, as they were kept before. A site has one for each kind and key: what
 * stands in one holds up no other.
 */
export interface InnerPurpose {
  kind: "judge" | "enforce" | "callbacks" | "callback";
  key: string;
}

/** The secrets of a webhook. `next` is prepared but does not sign alone; `previous` goes on in lists until its time. */
export interface WebhookSecrets {
  current: string;
  next: string | null;
  previous: string | null;
  /** Milliseconds since 1970. */
  previousUntil: number | null;
}

/** One subscription of a site. */
export interface Webhook {
  no: number;
  id: bigint;
  siteNo: number;
  rev: number;
  config: WebhookConfig;
  /** Sealed with the master key: `WebhookSecrets` as JSON. */
  sealedSecrets: Uint8Array;
  health: Health;
  /** When it last turned, in milliseconds since 1970; null while it never has. */
  healthSince: number | null;
  createdAt: number;
}
