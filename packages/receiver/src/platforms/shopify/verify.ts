import { digestHeader, hasHeader } from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyScheme } from "../signature.ts";

/** Webhooks, and the newer Events: the same base64 HMAC-SHA256 of the body under two names. */
export const shopifySignature = scheme("X-Shopify-Hmac-SHA256");
const events = scheme("Shopify-Hmac-SHA256");

function scheme(header: string) {
  return digestHeader({ header, algorithm: "sha256", encoding: "base64", prefix: "" });
}

export function verifyShopify(incoming: Incoming): Verdict {
  const isEvents =
    !hasHeader(incoming.headers, "X-Shopify-Hmac-SHA256") && hasHeader(incoming.headers, "Shopify-Hmac-SHA256");
  return verifyScheme(isEvents ? events : shopifySignature, incoming, "clientSecret");
}
