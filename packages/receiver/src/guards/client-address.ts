/** Who sent a request, when proxies of one's own stand in between. */
import { headerValues } from "@tabellary/contracts/schemes";
import { GuardOptionError } from "../errors.ts";
import type { HttpRequest } from "../http-request.ts";
import { type Address, type AddressRange, isInRange, parseAddress, parseRange } from "./addresses.ts";

/**
 * The proxies between the internet and this process: how many there are, or their addresses (CIDR). Each has to add the
 * address that it heard from at the end of `X-Forwarded-For`. Addresses are safer: a number also believes whoever finds
 * a way around the proxies.
 */
export type TrustedProxies = number | readonly string[];

/** Undefined: not known. */
export type FindAddress = (request: Pick<HttpRequest, "headers" | "remoteAddress">) => Address | undefined;

/** More proxies than this stand before nobody. */
const HOPS_MAX = 32;

/**
 * Reads `X-Forwarded-For` from its end, and no further than proxies that are trusted have written it: what a sender
 * puts there itself stands left of that and is never believed. Where a trusted proxy wrote nothing that can be read the
 * address is not known, and it is not the proxy's.
 * @throws GuardOptionError
 */
export function findAddress(trustedProxies: TrustedProxies = 0): FindAddress {
  const isTrusted = typeof trustedProxies === "number" ? byCount(trustedProxies) : byAddress(trustedProxies);
  return ({ headers, remoteAddress }) => {
    let address = parseAddress(remoteAddress ?? "");
    let hops: readonly string[] | undefined;
    for (let hop = 0; hop < HOPS_MAX && address !== undefined && isTrusted(address, hop); hop++) {
      hops ??= headerValues(headers, "X-Forwarded-For").flatMap((value) => value.split(","));
      const said = hops.at(-1 - hop);
      // Proxies all the way, and nobody in front of them: the last one is who asks.
      if (said === undefined && typeof trustedProxies !== "number" && hop > 0) return address;
      address = said === undefined ? undefined : parseHop(said.trim());
    }
    return address;
  };
}

type IsTrusted = (address: Address, hop: number) => boolean;

function byCount(count: number): IsTrusted {
  if (!Number.isInteger(count) || count < 0 || count > HOPS_MAX) {
    throw new GuardOptionError(`trustedProxies is ${count}; it is a whole number from 0 to ${HOPS_MAX}, or addresses.`);
  }
  return (_, hop) => hop < count;
}

function byAddress(ranges: readonly string[]): IsTrusted {
  const trusted = readRanges("trustedProxies", ranges);
  return (address) => trusted.some((range) => isInRange(address, range));
}

/** Some proxies write the port too: `192.0.2.1:443`, `[2001:db8::1]:443`. */
function parseHop(text: string): Address | undefined {
  const [, inner] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? /^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  return parseAddress(inner ?? text);
}

/** @throws GuardOptionError that names the one that is no range */
export function readRanges(option: string, texts: readonly string[]): readonly AddressRange[] {
  return texts.map((text, i) => {
    const range = typeof text === "string" ? parseRange(text.trim()) : undefined;
    if (range !== undefined) return range;
    throw new GuardOptionError(
      `${option}[${i}] is ${JSON.stringify(text)}; write an address or a range such as "192.0.2.0/24" or "2001:db8::/32".`,
    );
  });
}
