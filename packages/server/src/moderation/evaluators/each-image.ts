/** Of one item. A picture of 10 MiB takes 40 MiB while it is sent somewhere as base64. */
const AT_ONCE = 3;

/**
 * The pictures of an item, a few at a time; results in their order. With the first that fails the others are given up.
 * Settles when none is under way any more.
 * @throws what the first that failed has thrown; the signal's reason
 */
export async function eachImage<T>(
  urls: readonly string[],
  signal: AbortSignal,
  work: (url: string, signal: AbortSignal) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(urls.length);
  const failed = new AbortController();
  const ended = AbortSignal.any([signal, failed.signal]);
  const pending = urls.entries();
  const takeTurns = async () => {
    for (const [index, url] of pending) {
      ended.throwIfAborted();
      results[index] = await work(url, ended);
    }
  };
  const workers = Array.from({ length: Math.min(AT_ONCE, urls.length) }, () =>
    takeTurns().catch((error: unknown) => failed.abort(error)),
  );
  await Promise.all(workers);
  ended.throwIfAborted();
  return results;
}
