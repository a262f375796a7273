import { BlockList } from "node:net";
import { findAddress, formatAddress } from "@tabellary/receiver";
import type { FastifyRequest } from "fastify";
import type { Config } from "../../config/config.ts";
import { parseCidr } from "../../model/cidr.ts";

/** How a request came here, as far as proxies that are trusted say. */
export interface Arrival {
  isSecure(request: FastifyRequest): boolean;
  /** Who sent it; of an address that is not known, an empty string. */
  addressOf(request: FastifyRequest): string;
}

export function createArrival({ trustedProxies, publicUrl }: Pick<Config, "trustedProxies" | "publicUrl">): Arrival {
  const find = findAddress(trustedProxies);
  const proxies = new BlockList();
  for (const range of trustedProxies) {
    const { address, prefix, family } = parseCidr(range)!;
    proxies.addSubnet(address, prefix, family);
  }
  const home = publicUrl === undefined ? null : new URL(publicUrl);

  return {
    isSecure(request) {
      const { remoteAddress = "" } = request.raw.socket;
      const family = remoteAddress.includes(":") ? "ipv6" : "ipv4";
      const said = request.headers["x-forwarded-proto"];
      if (typeof said === "string" && remoteAddress !== "" && proxies.check(remoteAddress, family)) {
        return said.split(",").at(-1)?.trim().toLowerCase() === "https";
      }
      // Where the public URL is https, whoever comes by its name came by https; who comes by another may not have.
      return home?.protocol === "https:" && request.headers.host === home.host;
    },
    addressOf(request) {
      const { rawHeaders, socket } = request.raw;
      if (trustedProxies.length === 0) return socket.remoteAddress ?? "";
      const headers: [string, string][] = [];
      for (let i = 0; i + 1 < rawHeaders.length; i += 2) headers.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
      const address = find({ headers, remoteAddress: socket.remoteAddress });
      return address === undefined ? "" : formatAddress(address);
    },
  };
}
