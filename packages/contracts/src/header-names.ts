/** RFC 9110 section 5.6.2: the characters of a header's name. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;

/** Hop by hop, routing, how the body is carried, and who calls: set by HTTP itself and by whoever sends. */
const RESERVED: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);
const RESERVED_PREFIXES = ["proxy-", "x-tabellary-"];

export function isHeaderName(name: string): boolean {
  return NAME.test(name);
}

/** Whether neither a contract nor the owner of a webhook may set this header: it would break or contradict the request. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}
