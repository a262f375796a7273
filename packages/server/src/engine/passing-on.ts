/** What a delivery of a contract that passes requests on is made of, in place of an envelope. */
import type { Contract } from "@tabellary/contracts";
import { CONCEALED, isCredentialHeader } from "../model/credential-header.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Messages } from "./messages.ts";

/** What an attempt sends, before it is signed. */
export interface Content {
  body: string | Uint8Array;
  headers: Readonly<Record<string, string>>;
}

/** Stands in the log for a value that may be a credential. */
const HIDDEN = "***";

/** Whether the delivery is of a message that goes on as it came. */
export function passesOn(contract: Contract, { event }: Pick<OwedDelivery, "event">): boolean {
  return contract.passOn !== undefined && event.messageSeq !== null;
}

/** Null when the message is kept no longer. */
export async function passOn(
  messages: Pick<Messages, "read">,
  contract: Contract,
  { event }: Pick<OwedDelivery, "event">,
): Promise<Content | null> {
  const message = await messages.read(event.messageSeq!);
  if (message === null) return null;
  // What was not kept cannot go on, and what stands in its place is nobody's credential.
  const headers = message.headers.filter(([, value]) => value !== CONCEALED);
  return contract.passOn!({ body: message.body, headers });
}

/** The headers but for those that the webhook's owner has set: theirs win, in whatever case they are written. */
export function withoutOwn(headers: Content["headers"], own: Readonly<Record<string, string>>): Content["headers"] {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  if (names.size === 0) return headers;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.has(name)));
}

/** The headers as the log shows them. */
export function hideCredentials(headers: Content["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isCredentialHeader(name) ? HIDDEN : value]),
  );
}
