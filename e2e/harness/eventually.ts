import { PATIENCE_MS } from "../../packages/server/test/promised.ts";

/** Asks again until the answer is there, or says what the last one was. For states that only the API can tell. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isThere: (answer: T) => boolean,
  { timeoutMs = PATIENCE_MS, everyMs = 25, what = "the expected answer" } = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isThere(answer)) return answer;
    if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
