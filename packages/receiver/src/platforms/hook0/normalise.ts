import { isObject } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Draft, Incoming } from "../platform.ts";

/**
 * The body is the sender's; what Hook0 says of it stands in headers, which a v1 signature lists and covers: the event's
 * id in `X-Event-Id` (older: `X-Hook0-Id`), its type in `X-Event-Type`. What the signature does not cover is not read.
 */
export function normaliseHook0(payload: unknown, { headers }: Pick<Incoming, "headers">): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const signed = signedNames(headers);
  const read = (name: string) => (signed.includes(name) ? readHeaderText(headers, name) : undefined);
  const id = read("x-event-id") ?? read("x-hook0-id");
  const type = read("x-event-type") ?? "message";
  return [
    { type: `hook0.${type}`, key: id === undefined ? [] : [id], timestamp: null, data: payload, native: payload },
  ];
}

/** The names in `h=`, which a v1 covers and a v0 does not. */
function signedNames(headers: Incoming["headers"]): readonly string[] {
  const signature = readHeaderText(headers, "X-Hook0-Signature") ?? "";
  if (!/(?:^|,)v1=/.test(signature)) return [];
  return /(?:^|,)h=([^,]*)/.exec(signature)?.[1]?.split(" ") ?? [];
}
