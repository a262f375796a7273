import { isIP } from "node:net";

/** A URL taken apart, once, into what a connection needs. */
export interface Target {
  readonly origin: string;
  readonly isTls: boolean;
  /** A name, or an address without brackets. */
  readonly hostname: string;
  /** As it stands in the URL, for sentences and the Host header: brackets and port included. */
  readonly host: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** The host is an address, so no name will be looked up for it. */
  readonly isLiteral: boolean;
}

/**
 * The target, or the reason why `text` cannot be called. The WHATWG parser turns every spelling of an address
 * (`2130706433`, `0x7f.1`, `127.1`, full-width digits) into the plain one, which is what the policy then sees.
 */
export function parseTarget(text: string): Target | string {
  const url = URL.parse(text);
  if (url === null) return "It is not a URL.";
  if (url.protocol !== "https:" && url.protocol !== "http:") return "Only http and https URLs can be called.";
  if (url.username !== "" || url.password !== "") {
    return "It carries a user name or password; send them in a header instead.";
  }
  const isTls = url.protocol === "https:";
  const hostname = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  return {
    origin: url.origin,
    isTls,
    hostname,
    host: url.host,
    port: url.port === "" ? (isTls ? 443 : 80) : Number(url.port),
    path: url.pathname + url.search,
    isLiteral: isIP(hostname) !== 0,
  };
}
