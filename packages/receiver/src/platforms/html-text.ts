/** HTML as the text that a person reads: for platforms that send nothing else. */

const BREAKS = /<(?:br|\/p|\/li|\/h[1-6]|\/blockquote|\/figure)\b[^<>]*>/gi;
/** A bracket that no name follows is a bracket. */
const TAGS = /<[A-Za-z/!?][^<>]*>/g;
const ENTITIES = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));/g;
const NAMED: { readonly [name: string]: string } = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** Lines where paragraphs end, no tags, entities as their characters. Not for showing: text may look like markup again. */
export function htmlToText(html: string): string {
  return html.replace(BREAKS, "\n").replace(TAGS, "").replace(ENTITIES, decode).trim();
}

function decode(entity: string, decimal?: string, hex?: string, name?: string): string {
  if (name !== undefined) return NAMED[name] ?? entity;
  const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}
