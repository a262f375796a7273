import { GuardOptionError } from "../errors.ts";
import type { Guard } from "../http-request.ts";
import { refuse } from "../refusal.ts";
import type { Address } from "./addresses.ts";
import { Buckets } from "./buckets.ts";
import { findAddress, type TrustedProxies } from "./client-address.ts";

export interface RateLimit {
  /** How many requests of one address to one sender's path are let through in the long run. */
  perSecond: number;
  /** How many at once. Default: what ten seconds let through, and 1 at least. */
  burst?: number;
  /** How many addresses are remembered, each for messages and for challenges; past that, those that have been silent longest are forgotten. Default: 10,000. */
  addressesMax?: number;
  /** Default: 0. */
  trustedProxies?: TrustedProxies | undefined;
}

/**
 * A token bucket for each address and source: what is too often is refused as `rate_limited`, and told when to come
 * again. It counts before anything is verified, so give it more than a platform's busiest second. The 2^64 addresses
 * of one IPv6 network count as one; so do all whose address is not known.
 *
 * Messages come by POST, and all else has a bucket of its own beside theirs, as large: a burst of messages never fails a
 * platform's challenge (X's decides whether it sends at all), and challenges cost no more than so many small digests.
 * @throws GuardOptionError
 */
export function limitRate({ perSecond, burst, addressesMax = 10_000, trustedProxies }: RateLimit): Guard {
  const find = findAddress(trustedProxies);
  const buckets = new Buckets({
    perSecond: positive("perSecond", perSecond),
    burst: positive("burst", burst ?? Math.max(1, perSecond * 10), 1),
    bucketsMax: positive("addressesMax", addressesMax, 1),
  });
  return (request, nowMs) => {
    const kind = request.method.toUpperCase() === "POST" ? "message" : "challenge";
    const key = `${keyOf(find(request))}|${kind}|${request.source ?? request.path}`;
    const waitMs = buckets.take(key, nowMs);
    if (waitMs === 0) return undefined;
    return { ...refuse("rate_limited", `More than ${perSecond} requests a second.`), retryAfterMs: waitMs };
  };
}

function positive(option: string, value: number, min = 0): number {
  if (Number.isFinite(value) && value > 0 && value >= min) return value;
  throw new GuardOptionError(
    `rateLimit.${option} is ${value}; it is a number above 0${min === 1 ? ", 1 or more" : ""}.`,
  );
}

function keyOf(address: Address | undefined): string {
  if (address === undefined) return "unknown";
  return address.bits === 32 ? `4:${address.value}` : `6:${address.value >> 64n}`;
}
