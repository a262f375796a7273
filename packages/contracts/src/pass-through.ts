import type { Contract, InboundRequest } from "./contract.ts";
import { generic, genericScheme } from "./generic.ts";
import { makeContract } from "./scheme/make-contract.ts";

/**
 * Of the connection it came by, of how it was routed, and of who called whom: all of that was the business of the
 * request that came in (RFC 9110, sections 7.6 and 10.1; RFC 7239; RFC 8586).
 */
const LEFT_BEHIND: ReadonlySet<string> = new Set([
  "accept-encoding",
  "authorization",
  "cdn-loop",
  "cf-connecting-ip",
  "connection",
  "content-length",
  "cookie",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "true-client-ip",
  "upgrade",
  "via",
  "x-real-ip",
]);
const LEFT_BEHIND_PREFIXES = ["proxy-", "x-forwarded-"];

/** Names that the request that goes on has for itself. */
const OURS: ReadonlySet<string> = new Set([
  "user-agent",
  ...genericScheme.headerNames.map((name) => name.toLowerCase()),
]);
const OURS_PREFIX = "x-tabellary-";

/**
 * A request that came in, delivered as it came: its bytes, and its headers but for those of connection and routing,
 * cookies and `authorization`. A platform's own signature goes with it, so a receiver that verified the platform goes
 * on doing so. A name that we set ourselves (`user-agent`, our signatures, `x-tabellary-…`) comes as `x-original-` and
 * the name. Where no content type came, `application/octet-stream` is said. The method is POST, and no query goes on.
 *
 * Our signature is that of `generic`: `X-Webhook-Signature` over the bytes, and Standard Webhooks headers with a
 * `whsec_` secret, whose `webhook-id` is the event's id. An event that no request told of is sent as its data alone.
 */
export const passThrough: Contract & { readonly name: "pass-through" } = {
  ...makeContract({
    name: "pass-through" as const,
    title: "Pass through",
    description: "An inbound request's own bytes and headers, with the signature of generic beside the platform's.",
    policy: generic.policy,
    envelope: (event) => event.data,
    scheme: genericScheme,
  }),
  passOn: ({ body, headers }) => ({ body, headers: headersThatGoOn(headers) }),
};

function headersThatGoOn(headers: InboundRequest["headers"]): Record<string, string> {
  const ofConnection = namedByConnection(headers);
  const passed = new Map<string, string>();
  for (const [header, value] of headers) {
    const name = header.toLowerCase();
    if (isLeftBehind(name) || ofConnection.has(name)) continue;
    const key = OURS.has(name) || name.startsWith(OURS_PREFIX) ? `x-original-${name}` : name;
    const before = passed.get(key);
    // A list, as RFC 9110, section 5.3 has it.
    passed.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  if (!passed.has("content-type")) passed.set("content-type", "application/octet-stream");
  return Object.fromEntries(passed);
}

function isLeftBehind(name: string): boolean {
  return LEFT_BEHIND.has(name) || LEFT_BEHIND_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** `Connection` names what is meant for the next hop alone. */
function namedByConnection(headers: InboundRequest["headers"]): ReadonlySet<string> {
  const values = headers.filter(([name]) => name.toLowerCase() === "connection").map(([, value]) => value);
  return new Set(values.flatMap((value) => value.split(",")).map((name) => name.trim().toLowerCase()));
}
