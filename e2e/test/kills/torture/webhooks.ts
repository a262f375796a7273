import type { Wish } from "../../../account/webhooks.ts";

const MOODS = { fails: 0.04, isSlow: { chance: 0.03, msMin: 0, msMax: 80 } };

/** The webhooks. Every event goes to `everything` and, by its kind, to one of the others. */
export const WEBHOOKS: readonly Wish[] = [
  { name: "in-order", events: ["order.placed"], ordering: "webhook", ...MOODS },
  { name: "in-order-by-key", events: ["stock.changed"], ordering: "key", ...MOODS },
  { name: "notes", events: ["note.*"], ordering: "none", ...MOODS },
  { name: "everything", events: ["*"], ordering: "none", ...MOODS },
];

export const RETRY_SCHEDULE = [0, ...new Array<number>(14).fill(0.05)];
