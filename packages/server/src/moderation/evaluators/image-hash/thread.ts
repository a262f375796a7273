/** Decodes and hashes pictures in a thread of its own: a large one takes seconds. Pictures come one after the other. */
import { parentPort } from "node:worker_threads";
import type { Image } from "../../media/media.ts";
import { readGif } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import { type PerceptualHash, perceptualHash } from "./perceptual-hash.ts";
import { type DecodingCode, DecodingError, type Picture } from "./picture.ts";
import { readPng } from "./png.ts";
import { readWebp } from "./webp.ts";

export type HashAnswer =
  | { hash: PerceptualHash | null }
  /** Null: a fault of ours, or of a library. */
  | { fault: { code: DecodingCode | null; message: string } };

parentPort!.on("message", async (image: Image) => {
  parentPort!.postMessage(await toAnswer(image));
});

async function toAnswer(image: Image): Promise<HashAnswer> {
  try {
    return { hash: perceptualHash(await decode(image)) };
  } catch (error) {
    const code = error instanceof DecodingError ? error.code : null;
    return { fault: { code, message: (error as Error).message } };
  }
}

function decode({ type, bytes }: Image): Picture | Promise<Picture> {
  switch (type) {
    case "image/jpeg":
      return readJpeg(bytes);
    case "image/png":
      return readPng(bytes);
    case "image/webp":
      return readWebp(bytes);
    case "image/gif":
      return readGif(bytes);
    case "image/avif":
    case "image/heic":
    case "image/bmp":
      throw new DecodingError("media_type", `Pictures are compared as JPEG, PNG, WebP and GIF, and this is ${type}.`);
  }
}
