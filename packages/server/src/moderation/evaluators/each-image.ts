import type { PictureRoom } from "../media/picture-room.ts";

/** Of one item. */
const AT_ONCE = 3;

export interface ItsImages {
  imageUrls: readonly string[];
  siteId: string;
  room: Pick<PictureRoom, "take">;
}

/**
 * The pictures of an item, a few at a time and as far as there is room for them; results in their order. With the first that fails the others are given up.
 * Settles when none is under way any more.
 * @throws what the first that failed has thrown; the signal's reason
 */
export async function eachImage<T>(
  { imageUrls: urls, siteId, room }: ItsImages,
  signal: AbortSignal,
  work: (url: string, signal: AbortSignal) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(urls.length);
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const pending = urls.entries();
  const takeTurns = async () => {
    for (const [index, url] of pending) {
      const giveBack = await room.take(siteId, ended);
      results[index] = await work(url, ended).finally(giveBack);
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, urls.length) }, () =>
    takeTurns().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(workers);
  ended.throwIfAborted();
  return results;
}
