import { decode } from "jpeg-js";
import { checkSize, DecodingError, lumaOf, PIXELS_MAX, type Picture } from "./picture.ts";

/** What decoding may take, by jpeg-js's own account. */
const MEMORY_MB_MAX = 512;
/** Frame headers (ITU-T T.81, table B.1) but for the three markers between them that are none. */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

/** @throws DecodingError */
export function readJpeg(bytes: Uint8Array): Picture {
  const { width, height } = readSize(bytes);
  checkSize(width, height);
  const { data } = decoded(bytes);
  const luma = new Uint8Array(width * height);
  for (let pixel = 0; pixel < luma.length; pixel++) {
    luma[pixel] = lumaOf(data[pixel * 3]!, data[pixel * 3 + 1]!, data[pixel * 3 + 2]!);
  }
  return { width, height, luma };
}

function decoded(bytes: Uint8Array) {
  try {
    return decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      maxResolutionInMP: PIXELS_MAX / 1e6,
      maxMemoryUsageInMB: MEMORY_MB_MAX,
    });
  } catch (error) {
    throw broken((error as Error).message);
  }
}

/** Of the first frame header, found from segment to segment, before anything is decoded. */
function readSize(bytes: Uint8Array): { width: number; height: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) throw broken("a segment does not begin where it should");
    const marker = bytes[at + 1]!;
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  throw broken("it has no frame");
}

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The JPEG cannot be read: ${how}.`);
}
