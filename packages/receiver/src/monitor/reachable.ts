/** Whether the public address leads here. */
import type { Clock } from "../clock.ts";
import type { FetchLike } from "../platforms/platform.ts";
import type { Problem } from "./problem.ts";

/** What the health endpoint marks its answers with. */
export const HEALTH_HEADER = "x-webhook-health";

/**
 * Asks the address with GET, as it is. A webhook's address answers 405 to that, which is as good as 200: something is
 * there that knows the path. Unreachable is: no answer in time, 404, a redirect (senders do not follow them), 5xx
 * (but a health endpoint's 503, which is ours). Never rejects.
 */
export async function checkReachable(
  url: string,
  { fetch, clock, answerMsMax }: { fetch: FetchLike; clock: Clock; answerMsMax: number },
): Promise<Problem | undefined> {
  const controller = new AbortController();
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = clock.after(answerMsMax, () => resolve(`There was no answer in ${answerMsMax} ms.`));
  const message = await Promise.race([ask(url, fetch, controller.signal), late]);
  timer.cancel();
  controller.abort();
  return message === undefined ? undefined : { kind: "unreachable", platform: null, subject: url, message };
}

async function ask(url: string, fetch: FetchLike, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { status, headers, body } = await fetch(url, { method: "GET", redirect: "manual", signal });
    await body?.cancel();
    if (headers.has(HEALTH_HEADER)) return undefined;
    if (status === 404) return "It answers 404: nothing knows this path there.";
    if (status === 0 || (status >= 300 && status < 400)) return "It redirects, and senders do not follow.";
    return status >= 500 ? `It answers ${status}.` : undefined;
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? ` (${error.cause})` : "";
    return `It could not be reached: ${error}${cause}. Senders cannot reach it either: look at DNS, firewall, certificate.`;
  }
}
