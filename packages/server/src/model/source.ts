import type { JsonObject } from "./event-type.ts";

/** What the owner of a source decides. */
export interface SourceConfig {
  name: string | null;
  /** As the receiver library calls it, such as `twitter`. */
  platform: string;
  /** Off: what comes is answered, and not kept. */
  active: boolean;
  /** Addresses and CIDRs that may send. Null: any. */
  allowedIps: readonly string[] | null;
  /** How far a timestamp may be off. Null: what the platform says. */
  maxAgeSeconds: number | null;
  /** What to ask the platform for, where it does not push. Null: nothing is asked. */
  poll: SourcePoll | null;
  /** Senders that do not try again are asked for what was missed. Null: they are not. */
  reconcile: JsonObject | null;
  /** Types whose content is judged, out of `MODERATED_TYPES`; what changes or deletes it is too. Left out: none. */
  moderate?: readonly string[];
}

export const MODERATED_TYPES = ["comment.created", "post.created"] as const;

export interface SourcePoll {
  /** By the platform's own names, such as `videoId`. */
  subject: Readonly<Record<string, string>>;
  /** Null: as often as the platform finds polite. */
  intervalSeconds: number | null;
}

export interface SourceSecrets {
  /** By the platform's own names; each value that is valid now, the first signs. */
  credentials: Readonly<Record<string, readonly string[]>>;
  /** Whoever knows it may send to the source's ingress. */
  token: string;
  /** It goes on being taken until its time. */
  previousToken: string | null;
  /** Milliseconds since 1970. */
  previousUntil: number | null;
}

/** An inbound configuration of a site. */
export interface Source {
  no: number;
  id: bigint;
  siteNo: number;
  /** Rises by one with each change. */
  rev: number;
  config: SourceConfig;
  /** Sealed with the master key: `SourceSecrets` as JSON. */
  sealedSecrets: Uint8Array;
  createdAt: number;
}
