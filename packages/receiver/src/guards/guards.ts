/** The guards that a handler's options name, in the order in which they are asked. */
import type { Guard } from "../http-request.ts";
import { allowAddresses } from "./allow-addresses.ts";
import type { TrustedProxies } from "./client-address.ts";
import { limitRate, type RateLimit } from "./limit-rate.ts";

export interface GuardOptions {
  /** Addresses and ranges (CIDR) that may send. Left out: all. An empty list: none. */
  allowedIps?: readonly string[];
  /** Whom to believe when it says in `X-Forwarded-For` who sent. Default: nobody. */
  trustedProxies?: TrustedProxies;
  /** More are answered with 429 and `Retry-After`; challenges are counted by themselves. Left out: no bound. */
  rateLimit?: RateLimit;
  /** Of your own: asked after these, before the body is read. */
  guards?: readonly Guard[];
}

/** @throws GuardOptionError */
export function guardsOf({ allowedIps, trustedProxies, rateLimit, guards = [] }: GuardOptions): readonly Guard[] {
  return [
    ...(allowedIps === undefined ? [] : [allowAddresses(allowedIps, { trustedProxies })]),
    ...(rateLimit === undefined ? [] : [limitRate({ trustedProxies, ...rateLimit })]),
    ...guards,
  ];
}
