/** A page, newest first. It may be short and still have a `next`: a rare filter looks only so far. */
export interface Page<T> {
  rows: readonly T[];
  /** Pass as `before` to go on; null at the end. */
  next: bigint | null;
}

/** Of a site with more webhooks than this, what is owed or did not succeed is looked for along its events. */
export const UNUSUAL_WEBHOOKS_MAX = 100;
