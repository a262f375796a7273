import type { Scope } from "./queries.ts";

interface ScopeGroup {
  of: string;
  scopes: readonly { scope: Scope; label: string }[];
}

/** What a site's key may do, by what it concerns. */
export const SCOPE_GROUPS: readonly ScopeGroup[] = [
  {
    of: "Events",
    scopes: [
      { scope: "events:write", label: "send" },
      { scope: "events:read", label: "read" },
    ],
  },
  {
    of: "Webhooks",
    scopes: [
      { scope: "webhooks:write", label: "change, and see secrets" },
      { scope: "webhooks:read", label: "read" },
    ],
  },
  {
    of: "Deliveries",
    scopes: [
      { scope: "deliveries:write", label: "retry and cancel" },
      { scope: "deliveries:read", label: "read" },
    ],
  },
  {
    of: "Event types",
    scopes: [
      { scope: "event-types:write", label: "register" },
      { scope: "event-types:read", label: "read" },
    ],
  },
  {
    of: "Sources",
    scopes: [
      { scope: "sources:write", label: "change and replay" },
      { scope: "sources:read", label: "read" },
    ],
  },
  {
    of: "Moderation",
    scopes: [
      { scope: "moderation:write", label: "submit, and change rules" },
      { scope: "moderation:read", label: "read" },
      { scope: "reviews:write", label: "decide" },
    ],
  },
];

/** Sets of scopes that people ask for, by what the key is for. */
export const PURPOSES: readonly { label: string; scopes: readonly Scope[] }[] = [
  { label: "Sends events", scopes: ["events:write"] },
  {
    label: "Only looks",
    scopes: SCOPE_GROUPS.flatMap(({ scopes }) => scopes.map(({ scope }) => scope).filter(isRead)),
  },
  { label: "Moderates", scopes: ["moderation:read", "reviews:write"] },
  { label: "Everything", scopes: SCOPE_GROUPS.flatMap(({ scopes }) => scopes.map(({ scope }) => scope)) },
];

function isRead(scope: Scope): boolean {
  return scope.endsWith(":read");
}
