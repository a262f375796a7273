/** What an API key may do. An admin key may do everything on every site. */
export const SCOPES = [
  "events:read",
  "events:write",
  "event-types:read",
  "event-types:write",
  "webhooks:read",
  "webhooks:write",
  "deliveries:read",
  "deliveries:write",
  "sources:read",
  "sources:write",
  "moderation:read",
  "moderation:write",
  "reviews:write",
] as const;

export type Scope = (typeof SCOPES)[number];

/** An API key. The token itself is shown once and never stored. */
export interface ApiKey {
  no: number;
  id: bigint;
  /** Null for an admin key. */
  siteNo: number | null;
  name: string;
  /** SHA-256 of the token. */
  hash: Uint8Array;
  /** The token's first characters, to tell keys apart in a list. */
  hint: string;
  scopes: readonly Scope[];
  createdAt: number;
}
