/** YouTube's Atom feeds, as its hub pushes them. https://developers.google.com/youtube/v3/guides/push_notifications */
import { XMLParser } from "fast-xml-parser";

/** Lists where there may be one or many; every value as text. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  removeNSPrefix: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Without it numeric references such as &#x1F431; stay as they are written.
  htmlEntities: true,
  isArray: (name) => name === "entry" || name === "at:deleted-entry" || name === "link",
});

/** No feed has a document type. Entities of one's own are what XML is attacked with. */
const HAS_DOCTYPE = /<!(?:DOCTYPE|ENTITY)/i;

/** The feed as plain values under their prefixed names; undefined when it is not one. */
export function parseAtom(body: string | Uint8Array): { value: unknown } | undefined {
  try {
    const text = typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body);
    if (HAS_DOCTYPE.test(text)) return undefined;
    const value: unknown = parser.parse(text, true);
    return typeof value === "object" && value !== null && "feed" in value ? { value } : undefined;
  } catch {
    // The two throw for exactly this: bytes that are not UTF-8, and text that is not XML.
    return undefined;
  }
}
