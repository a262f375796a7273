/** Decodes and hashes pictures in a thread of its own: a large one takes seconds. Pictures come one after the other. */
import { parentPort } from "node:worker_threads";
import type { Image } from "../../media/media.ts";
import { readGifPictures } from "./gif.ts";
import { readJpeg } from "./jpeg.ts";
import { type PerceptualHash, perceptualHash } from "./perceptual-hash.ts";
import { type DecodingCode, DecodingError, type Picture } from "./picture.ts";
import { readPng } from "./png.ts";
import { readWebp } from "./webp.ts";

export type HashAnswer =
  /** No two the same; empty for a picture of one colour. */
  | { hashes: readonly PerceptualHash[] }
  /** Null: a fault of ours, or of a library. */
  | { fault: { code: DecodingCode | null; message: string } };

parentPort!.on("message", async (image: Image) => {
  parentPort!.postMessage(await toAnswer(image));
});

async function toAnswer(image: Image): Promise<HashAnswer> {
  try {
    return { hashes: hashesOf(await decode(image)) };
  } catch (error) {
    const code = error instanceof DecodingError ? error.code : null;
    return { fault: { code, message: (error as Error).message } };
  }
}

function hashesOf(pictures: Iterable<Picture>): readonly PerceptualHash[] {
  const hashes = new Set<PerceptualHash>();
  for (const picture of pictures) {
    const hash = perceptualHash(picture);
    if (hash !== null) hashes.add(hash);
  }
  return [...hashes];
}

/** All that it shows, one after the other: of what stands still, one. */
async function decode({ type, bytes }: Image): Promise<Iterable<Picture>> {
  switch (type) {
    case "image/jpeg":
      return [readJpeg(bytes)];
    case "image/png":
      return [readPng(bytes)];
    case "image/webp":
      return [await readWebp(bytes)];
    case "image/gif":
      return readGifPictures(bytes);
    case "image/avif":
    case "image/heic":
    case "image/bmp":
      throw new DecodingError("media_type", `Pictures are compared as JPEG, PNG, WebP and GIF, and this is ${type}.`);
  }
}
