import type { Message } from "./carrier.ts";
import { UnwritableError } from "./errors.ts";
import type { Target } from "./target.ts";

/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110, section 5.5: visible characters, space, tab, and the upper half of Latin-1. */
const NOT_A_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** What says where a message ends, where it goes, and what becomes of its connection. All of that is ours to say. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * The head of a request, as text of Latin-1 (RFC 9112, section 3).
 * @throws UnwritableError for a header that cannot be in it
 */
export function writeHead({ host }: Target, { method, path, headers, body }: Message, bodyBytes: number): string {
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  for (const name in headers) {
    const value: unknown = headers[name];
    if (!TOKEN.test(name)) throw new UnwritableError(`${JSON.stringify(name)} is no name of a header`);
    if (OURS.has(name.toLowerCase())) throw new UnwritableError(`the header ${name} cannot be set`);
    if (typeof value !== "string" || NOT_A_VALUE.test(value)) {
      throw new UnwritableError(`the header ${name} has a value that no header can have`);
    }
    head += `${name}: ${value}\r\n`;
  }
  return body === null && method === "GET" ? `${head}\r\n` : `${head}content-length: ${bodyBytes}\r\n\r\n`;
}
