import { isHeaderName, isReservedHeader } from "@tabellary/contracts";
import type { Fault } from "../../model/errors.ts";
import { pointerStep } from "../../model/json-pointer.ts";

/** Stands where the value of a webhook's own header would: it may be a credential. */
export const HIDDEN = "***";

/** Visible ASCII, with spaces inside. */
const VALUE = /^[!-~](?:[ -~]*[!-~])?$/;
/** Contracts set these, and receivers take them for Standard Webhooks. */
const CONTRACT_PREFIX = "webhook-";

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
  if (!isHeaderName(name)) return "is no name of a header: letters, digits and hyphens, at most 128";
  if (isReservedHeader(name)) return "is set by Tabellary or belongs to HTTP itself";
  if (lower.startsWith(CONTRACT_PREFIX)) return "begins like the headers that contracts set";
  if (taken.has(lower)) return "is set by the webhook's contract";
  return undefined;
}

function valueFault(value: string): string | undefined {
  if (value === "" || VALUE.test(value)) return undefined;
  return "must be visible ASCII that neither begins nor ends with a space";
}
