import { isIP } from "node:net";
import type { Egress } from "../../egress/egress.ts";
import { Problem } from "../../model/errors.ts";

export interface UrlDeps {
  egress: Pick<Egress, "check">;
  config: { requireHttps: boolean };
}

/** `message` is to follow the name of what holds the URL: "must be https; …". */
export interface UrlFault {
  code: "invalid_request" | "url_not_allowed";
  message: string;
}

/**
 * Checks whether a webhook may have this URL; the same verdict falls again on every attempt.
 * @throws Problem `invalid_request` for what is no URL of ours, `url_not_allowed` for where this hub does not send
 */
export async function checkUrl(text: string, deps: UrlDeps): Promise<void> {
  const fault = await urlFault(text, deps);
  switch (fault?.code) {
    case undefined:
      return;
    case "invalid_request":
      throw new Problem(fault.code, `/url ${fault.message}.`, { faults: [{ path: "/url", message: fault.message }] });
    case "url_not_allowed":
      throw new Problem(fault.code, `/url: ${fault.message}`, { faults: [{ path: "/url", message: fault.message }] });
  }
}

/** Why no webhook may have this URL, if so. */
export async function urlFault(text: string, { egress, config }: UrlDeps): Promise<UrlFault | undefined> {
  // The URL parser drops tabs and line breaks, so that what is shown would not be what is called.
  const url = /[\s\p{Cc}]/u.test(text) ? null : URL.parse(text);
  if (url === null) return invalid("must be a URL, such as https://example.com/webhook, without spaces");
  if (url.protocol !== "https:" && url.protocol !== "http:") return invalid("must begin with https:// or http://");
  if (url.username !== "" || url.password !== "") {
    return invalid("must not hold a user name or password; send them in a header");
  }
  if (text.includes("#")) return invalid("must not have a fragment (#…), which is never sent");
  if (config.requireHttps && url.protocol === "http:" && !isLoopback(url.hostname)) {
    return refused("must be https; http is for this machine alone, unless TABELLARY_REQUIRE_HTTPS is false.");
  }
  const verdict = await egress.check(text);
  if (verdict.allowed) return undefined;
  return verdict.code === "url_invalid" ? invalid(`cannot be called. ${verdict.message}`) : refused(verdict.message);
}

function isLoopback(hostname: string): boolean {
  if (hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]") return true;
  return isIP(hostname) === 4 && hostname.startsWith("127.");
}

function invalid(message: string): UrlFault {
  return { code: "invalid_request", message };
}

function refused(message: string): UrlFault {
  return { code: "url_not_allowed", message };
}
