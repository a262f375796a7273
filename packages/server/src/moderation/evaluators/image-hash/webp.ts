import { readFile } from "node:fs/promises";
import { once } from "../once.ts";
import { checkSize, DecodingError, lumaOf, overWhite, type Picture } from "./picture.ts";

/** Four bytes a pixel. */
interface Decoded {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** `@jsquash/webp/decode.js`: libwebp as WebAssembly. */
interface Decoder {
  default(file: ArrayBuffer): Promise<Decoded>;
  init(options: { wasmBinary: Uint8Array }): Promise<void>;
}

/**
 * A still WebP. One that moves is refused.
 * @throws DecodingError; what loading the decoder throws
 */
export const readWebp = webpReader(loadDecoder);

/** `readWebp` with a decoder that `load` gives. One that could not be loaded is asked for again with the next picture. */
export function webpReader(load: () => Promise<Decoder>): (bytes: Uint8Array) => Promise<Picture> {
  let decoder = once(load);
  return async (bytes) => {
    const { width, height } = readSize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    checkSize(width, height);
    const { default: decode } = await decoder();
    const decoded = await decode(new Uint8Array(bytes).buffer).catch((error: Error) => {
      // It may have given up for good: the next picture gets one of its own.
      decoder = once(load);
      throw broken(error.message);
    });
    return toPicture(decoded);
  };
}

function toPicture(decoded: Decoded): Picture {
  const luma = new Uint8Array(decoded.width * decoded.height);
  const { data } = decoded;
  for (let pixel = 0; pixel < luma.length; pixel++) {
    const at = pixel * 4;
    luma[pixel] = overWhite(lumaOf(data[at]!, data[at + 1]!, data[at + 2]!), data[at + 3]!);
  }
  return { width: decoded.width, height: decoded.height, luma };
}

export async function loadDecoder(): Promise<Decoder> {
  const decoder = (await import("@jsquash/webp/decode.js")) as unknown as Decoder;
  // By itself it would fetch the file, as a browser does.
  const wasmBinary = await readFile(new URL(import.meta.resolve("@jsquash/webp/codec/dec/webp_dec.wasm")));
  await decoder.init({ wasmBinary });
  return decoder;
}

/**
 * By the first chunk: lossy, lossless, or the canvas of what has more chunks, which libwebp holds the picture to.
 * https://developers.google.com/speed/webp/docs/riff_container
 */
function readSize(bytes: Buffer): { width: number; height: number } {
  if (bytes.length < 30) throw broken("it is cut off");
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case "VP8X":
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    default:
      throw broken("its first chunk is of no known kind");
  }
}

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The WebP cannot be read: ${how}.`);
}
