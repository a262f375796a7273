/** What the address bar has of the queue. */
export interface QueueSearch {
  platform?: string;
  /** `mine`: what the reviewer has taken. */
  claimed?: string;
  escalated?: string;
  /** Only what has waited for at least so long: one of `AGES`. */
  age?: string;
  /** The item that is looked at. */
  item?: string;
}

const HOUR_MS = 3_600_000;
export const AGES = [
  { value: "1h", label: "Over an hour", ms: HOUR_MS },
  { value: "24h", label: "Over a day", ms: 24 * HOUR_MS },
  { value: "7d", label: "Over a week", ms: 7 * 24 * HOUR_MS },
] as const;

/** What the address bar says, as the API takes it. What it does not know is as if it were left out. */
export function toParameters({ platform, claimed, escalated, age }: QueueSearch, reviewer: string, now: number) {
  const old = AGES.find(({ value }) => value === age);
  return {
    ...(platform !== undefined && { platform }),
    ...(claimed === "mine" && { assignee: reviewer }),
    ...(escalated !== undefined && { is_escalated: escalated === "yes" }),
    ...(old !== undefined && { to: new Date(now - old.ms).toISOString() }),
  };
}
