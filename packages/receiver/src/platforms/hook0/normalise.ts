import { encodeBase64 } from "@tabellary/contracts/schemes";
import { parseExactJson } from "../../json/exact-json.ts";
import { isObject } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Draft, Incoming, Verified } from "../platform.ts";

/**
 * The body is what the sender has put in: JSON, text or bytes. What is no JSON object becomes `{payload}`, or
 * `{payload,payload_content_type}` under the name that Hook0 has for bytes in base64.
 * https://documentation.hook0.com/concepts/events
 */
export function parseHook0({ headers, body }: Incoming): { value: unknown } {
  const contentType = readHeaderText(headers, "Content-Type") ?? "application/json";
  const json = /json/i.test(contentType) ? parseExactJson(body) : undefined;
  if (json !== undefined) return isObject(json.value) ? json : { value: { payload: json.value } };
  if (typeof body === "string") return { value: { payload: body } };
  try {
    return { value: { payload: new TextDecoder("utf-8", { fatal: true }).decode(body) } };
  } catch {
    // No text, so bytes.
    return { value: { payload: encodeBase64(body), payload_content_type: "application/octet-stream+base64" } };
  }
}

/**
 * What Hook0 says of the event stands in headers, which a v1 signature lists and covers: its id in `X-Event-Id` (older:
 * `X-Hook0-Id`), its type in `X-Event-Type`. What the signature does not cover, as that of a relay, is not read.
 */
export function normaliseHook0(payload: unknown, { headers, proof }: Verified): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const signed = proof?.isRelayed ? [] : signedNames(headers);
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
