import type { Guard } from "../http-request.ts";
import { refuse } from "../refusal.ts";
import { isInRange } from "./addresses.ts";
import { findAddress, readRanges, type TrustedProxies } from "./client-address.ts";

export interface AllowOptions {
  /** Default: 0, so `X-Forwarded-For` is not looked at. */
  trustedProxies?: TrustedProxies | undefined;
}

/**
 * Lets requests of these addresses through, such as `["192.0.2.0/24", "2001:db8::/32"]`, and refuses all others as
 * `ip_not_allowed`: also those whose address is not known. An empty list lets nobody through. All: `0.0.0.0/0` and `::/0`.
 * @throws GuardOptionError
 */
export function allowAddresses(allowedIps: readonly string[], { trustedProxies }: AllowOptions = {}): Guard {
  const ranges = readRanges("allowedIps", allowedIps);
  const find = findAddress(trustedProxies);
  return (request) => {
    const address = find(request);
    if (address !== undefined && ranges.some((range) => isInRange(address, range))) return undefined;
    return refuse("ip_not_allowed", address === undefined ? unknown(request.remoteAddress) : NOT_LISTED);
  };
}

const NOT_LISTED = "The sender's address is none of allowedIps.";

function unknown(remoteAddress: string | undefined): string {
  return remoteAddress === undefined
    ? "The runtime does not tell the sender's address: give the adapter `addressOf` (see docs/receiver/frameworks)."
    : "The proxies did not tell the sender's address: see trustedProxies.";
}
