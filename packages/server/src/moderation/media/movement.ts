import type { Image } from "./media.ts";

/**
 * Whether a picture shows more than one, for those who look at one and would say nothing of the others. By what a format
 * says of it, near the beginning: https://www.w3.org/TR/png-3/#acTL-chunk, and the flag A of
 * https://developers.google.com/speed/webp/docs/riff_container#extended_file_format. A GIF says it nowhere: it has to have
 * a second picture, or be too odd to know.
 */
export function moves({ type, bytes }: Image): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  switch (type) {
    case "image/gif":
      return hasSecondPicture(buffer);
    case "image/png":
      return hasChunkBefore(buffer, "acTL", "IDAT");
    case "image/webp":
      return buffer.toString("latin1", 12, 16) === "VP8X" && ((buffer[20] ?? 0) & 0x02) !== 0;
    default:
      return false;
  }
}

function hasChunkBefore(png: Buffer, wanted: string, end: string): boolean {
  for (let at = 8; at + 8 <= png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString("latin1", at + 4, at + 8);
    if (type === wanted) return true;
    if (type === end) return false;
  }
  return false;
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/** https://www.w3.org/Graphics/GIF/spec-gif89a.txt: blocks are passed over without a look at what is in them. */
function hasSecondPicture(gif: Buffer): boolean {
  let pictures = 0;
  for (let at = 13 + paletteBytes(gif[10]); at < gif.length; ) {
    const block = gif[at];
    if (block === TRAILER) return false;
    if (block === EXTENSION) at = afterBlocks(gif, at + 2);
    else if (block === IMAGE) {
      if (++pictures === 2) return true;
      at = afterBlocks(gif, at + 10 + paletteBytes(gif[at + 9]) + 1);
    } else return true;
  }
  return false;
}

function paletteBytes(packed = 0): number {
  return (packed & 0x80) === 0 ? 0 : 3 * (2 << (packed & 7));
}

function afterBlocks(gif: Buffer, from: number): number {
  let at = from;
  while ((gif[at] ?? 0) > 0) at += gif[at]! + 1;
  return at + 1;
}
