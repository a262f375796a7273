/** YouTube's Atom feeds, as its hub pushes them. https://developers.google.com/youtube/v3/guides/push_notifications */
import { isObject } from "../../json/fields.ts";
import { xmlReader } from "../xml.ts";

const read = xmlReader(["entry", "at:deleted-entry", "link"]);

/** The feed as plain values under their prefixed names; undefined when it is not one. */
export function parseAtom(body: string | Uint8Array): { value: unknown } | undefined {
  const value = read(body);
  return isObject(value) && "feed" in value ? { value } : undefined;
}
