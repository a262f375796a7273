import { PATIENCE_MS } from "../../packages/server/test/promised.ts";

const EVERY_MS = 25;

/** Asks again until the answer is there, or says what the last one was. For states that only the API can tell. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isThere: (answer: T) => boolean,
  { timeoutMs = PATIENCE_MS, everyMs = EVERY_MS, what = "the expected answer" } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${JSON.stringify(answer)}`);
    await passed(everyMs);
  }
}

/**
 * Looks again until `look` throws no more, and gives what it resolves with; what it threw last is thrown in the end. For
 * assertions about a page, which shows one thing after the other. That something is not there proves nothing by itself:
 * wait first for what comes with it.
 */
export async function untilHolds<T>(look: () => Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await passed(EVERY_MS);
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
