export type ImageType =
  | "image/jpeg"
  | "image/png"
  | "image/gif"
  | "image/webp"
  | "image/avif"
  | "image/heic"
  | "image/bmp";
export type VideoType = "video/mp4" | "video/quicktime" | "video/webm" | "video/x-msvideo" | "video/mpeg" | "video/ogg";
export type MediaType = ImageType | VideoType;

/** As many bytes of the beginning as tell a type. */
export const TELLING_BYTES = 64;

const AVIF_BRANDS: ReadonlySet<string> = new Set(["avif", "avis"]);
const HEIC_BRANDS: ReadonlySet<string> = new Set(["heic", "heix", "hevc", "hevx", "mif1", "msf1"]);

/**
 * What bytes are by how they begin, whatever a name or a header says; null when it is no picture or video that is known.
 * The beginnings are those of https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern and of the formats.
 */
export function mediaTypeOf(bytes: Uint8Array): MediaType | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, TELLING_BYTES)).toString("latin1");
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  if (head.startsWith("RIFF")) return riffType(head.slice(8, 12));
  if (head.startsWith("BM") && head.length > 26) return "image/bmp";
  if (head.slice(4, 8) === "ftyp") return isoType(head.slice(8, 12));
  if (head.startsWith("\x1a\x45\xdf\xa3")) return "video/webm";
  if (head.startsWith("OggS")) return "video/ogg";
  if (head.startsWith("\x00\x00\x01\xba") || head.startsWith("\x00\x00\x01\xb3")) return "video/mpeg";
  return null;
}

export function isImageType(type: MediaType | null): type is ImageType {
  return type?.startsWith("image/") === true;
}

export function isVideoType(type: MediaType | null): type is VideoType {
  return type?.startsWith("video/") === true;
}

function riffType(form: string): MediaType | null {
  if (form === "WEBP") return "image/webp";
  return form === "AVI " ? "video/x-msvideo" : null;
}

/** The brand of an ISO base media file (ISO/IEC 14496-12, 4.3). */
function isoType(brand: string): MediaType | null {
  if (AVIF_BRANDS.has(brand)) return "image/avif";
  if (HEIC_BRANDS.has(brand)) return "image/heic";
  if (brand.startsWith("M4A") || brand.startsWith("M4B")) return null;
  return brand === "qt  " ? "video/quicktime" : "video/mp4";
}
