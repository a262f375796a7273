/** A picture, decoded as far as its hash needs it. */
export interface Picture {
  width: number;
  height: number;
  /** Brightness, 0 to 255, row by row from the top left. */
  luma: Uint8Array;
}

/**
 * What a picture of a few bytes may unfold to. Decoding takes up to 30 bytes a pixel, and there is one decoder: half a
 * gigabyte at the worst. Phones take pictures of 12 million pixels.
 */
export const PIXELS_MAX = 16_000_000;

export type DecodingCode = "media_type" | "media_too_large";

/** It cannot be decoded. */
export class DecodingError extends Error {
  readonly code: DecodingCode;

  constructor(code: DecodingCode, message: string) {
    super(message);
    this.name = "DecodingError";
    this.code = code;
  }
}

/** @throws DecodingError; to be asked before anything is decoded */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0) throw new DecodingError("media_type", "The picture has no pixels.");
  if (width * height <= PIXELS_MAX) return;
  const said = `${width} × ${height} pixels`;
  throw new DecodingError(
    "media_too_large",
    `The picture has ${said}, and ${PIXELS_MAX / 1e6} million can be compared.`,
  );
}

/** ITU-R BT.601, as JPEG has it. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (red * 299 + green * 587 + blue * 114) / 1000;
}

/** Over white, where most pictures are shown. */
export function overWhite(luma: number, alpha: number): number {
  return 255 + ((luma - 255) * alpha) / 255;
}
