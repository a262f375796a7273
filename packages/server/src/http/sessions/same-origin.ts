import type { FastifyRequest } from "fastify";
import { Problem } from "../../model/errors.ts";

/** No form and no link can send this header, and a script of another origin may not (it would have to ask first). */
export const REQUEST_HEADER = "x-tabellary-request";
export const REQUEST_VALUE = "dashboard";

const READS = new Set(["GET", "HEAD"]);

/**
 * What comes with a cookie is done only if the hub's own page asked for it. Browsers say where a request came from in
 * `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/), and over plain http in `Origin` alone. Other ports of one
 * host are the same *site*, and have the cookie sent: that is why reads are looked at too.
 * @throws Problem `cross_site_request`
 */
export function refuseForeign(request: FastifyRequest, publicUrl: string | undefined): void {
  const isRead = READS.has(request.method);
  if (!isRead && request.headers[REQUEST_HEADER] !== REQUEST_VALUE) {
    throw new Problem(
      "cross_site_request",
      `${request.method} with a session needs the header ${REQUEST_HEADER}: ${REQUEST_VALUE}.`,
    );
  }
  refuseForeignOrigin(request, publicUrl);
}

/** The part of it that holds without a session too. */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const site = request.headers["sec-fetch-site"];
  if (site === "same-origin") return;
  if (site !== undefined) {
    // `none`: typed, or a bookmark. Nothing but a read can come of that.
    if (site === "none" && READS.has(request.method)) return;
    throw new Problem("cross_site_request", `The browser says that the request comes from elsewhere (${site}).`);
  }
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  const from = URL.parse(origin)?.host;
  const isOurs =
    from !== undefined && (from === host || (publicUrl !== undefined && from === URL.parse(publicUrl)?.host));
  if (!isOurs) throw new Problem("cross_site_request", `The request comes from ${origin}, not from this hub's page.`);
}
