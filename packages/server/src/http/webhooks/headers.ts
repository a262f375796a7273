import type { Fault } from "../../model/errors.ts";
import { pointerStep } from "../json-door.ts";

/** Stands where the value of a webhook's own header would: it may be a credential. */
export const HIDDEN = "***";

/** RFC 9110 section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$/;
/** Visible ASCII, with spaces inside. */
const VALUE = /^[!-~](?:[ -~]*[!-~])?$/;

/** Hop by hop, routing, and what the hub itself says of its requests. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "forwarded",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "user-agent",
  "via",
]);
const OUR_PREFIXES = ["webhook-", "x-tabellary-"];

/** What is wrong with a webhook's own headers, given the names that its contract sets. */
export function headerFaults(headers: Readonly<Record<string, string>>, contractNames: readonly string[]): Fault[] {
  const taken = new Set(contractNames.map((name) => name.toLowerCase()));
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    const isTwice = seen.has(lower);
    seen.add(lower);
    const message = nameFault(name, lower, taken) ?? (isTwice ? "is there twice" : valueFault(value));
    return message === undefined ? [] : [{ path: `/headers${pointerStep(name)}`, message }];
  });
}

function nameFault(name: string, lower: string, taken: ReadonlySet<string>): string | undefined {
  if (!NAME.test(name)) return "is no name of a header: letters, digits and hyphens, at most 128";
  if (OURS.has(lower)) return "is set by Tabellary or belongs to HTTP itself";
  if (OUR_PREFIXES.some((prefix) => lower.startsWith(prefix))) return "begins like the headers that Tabellary sets";
  if (taken.has(lower)) return "is set by the webhook's contract";
  return undefined;
}

function valueFault(value: string): string | undefined {
  if (value === "" || VALUE.test(value)) return undefined;
  return "must be visible ASCII that neither begins nor ends with a space";
}
