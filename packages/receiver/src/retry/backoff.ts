/** How long to wait before a retry: twice as long each time, up to a bound, and never all at the same moment. */

export interface BackoffOptions {
  /** The wait before the first retry. Default: 1 s. */
  firstDelayMs?: number;
  /** No wait is longer. Default: 1 minute. */
  delayMaxMs?: number;
  /** From 0 to below 1. Default: `Math.random`. */
  random?: () => number;
}

/** Of the wait before retry 1, 2, …: between half of it and the whole, by chance, so that those who failed together part. */
export function delayBefore(retry: number, options: BackoffOptions = {}): number {
  const { firstDelayMs = 1000, delayMaxMs = 60_000, random = Math.random } = options;
  const whole = Math.min(firstDelayMs * 2 ** (retry - 1), delayMaxMs);
  return Math.round(whole * (0.5 + random() / 2));
}
