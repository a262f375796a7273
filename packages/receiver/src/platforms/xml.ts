/** XML of feeds, without what XML is attacked with. */
import { XMLParser } from "fast-xml-parser";

/** No feed has a document type. Entities of one's own are what XML is attacked with. */
const HAS_DOCTYPE = /<!(?:DOCTYPE|ENTITY)/i;

/**
 * A reader of one format: plain values under their prefixed names, every value a text, attributes with `@` before their
 * names. `lists` are the elements of which there may be more than one. Undefined for what is not XML, not UTF-8, or has a
 * document type.
 */
export function xmlReader(lists: readonly string[]): (body: string | Uint8Array) => unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    removeNSPrefix: false,
    parseTagValue: false,
    parseAttributeValue: false,
    // Without it numeric references such as &#x1F431; stay as they are written.
    htmlEntities: true,
    isArray: (name) => lists.includes(name),
  });
  return (body) => {
    try {
      const text = typeof body === "string" ? body : new TextDecoder("utf-8", { fatal: true }).decode(body);
      return HAS_DOCTYPE.test(text) ? undefined : parser.parse(text, true);
    } catch {
      // The two throw for exactly this: bytes that are not UTF-8, and text that is not XML.
      return undefined;
    }
  };
}
