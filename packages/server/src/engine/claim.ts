import type { Clock } from "../model/ports.ts";
import type { NodeLease, OwedDelivery } from "../store/journal-entry.ts";
import type { Journal } from "./journal.ts";
import type { Lane } from "./lane.ts";

/** One claim reads at most this much. */
const CLAIM_BYTES_MAX = 1024 * 1024;
/** What a claim weighs in the journal. */
const ENTRY_BYTES = 100;

export interface ClaimDeps {
  journal: Journal;
  clock: Clock;
  node(): NodeLease;
  /** Whether this lease is the present one and still holds: what was claimed under another is not ours. */
  isCurrent(node: NodeLease): boolean;
}

export interface Claimed {
  deliveries: readonly OwedDelivery[];
  /** The store has more that is due. */
  isMore: boolean;
  /** When the next waiting delivery of an unordered lane is due. */
  nextDue: number | null;
}

const NOTHING: Claimed = { deliveries: [], isMore: false, nextDue: null };

/** Takes the next deliveries of a lane out of the store. `done` hears null when the store could not say. */
export function claim(deps: ClaimDeps, lane: Lane, limit: number, done: (claimed: Claimed | null) => void): void {
  const { journal, clock, isCurrent } = deps;
  const now = clock.now();
  const node = deps.node();
  const common = { webhookNo: lane.owner.webhookNo, limit, maxBytes: CLAIM_BYTES_MAX, now, node };
  // What was claimed under a lease that is over is freed, and found, with the next one.
  const isOver = () => lane.isGone || !isCurrent(node);
  if (lane.key === null) {
    journal.submit({ kind: "claim", ...common }, ENTRY_BYTES, (outcome) => {
      if (!outcome.ok) return done(null);
      if (isOver()) return done({ ...NOTHING, isMore: true });
      const { deliveries, nextDue } = outcome.result;
      done({ deliveries, isMore: nextDue !== null && nextDue <= now, nextDue });
    });
    return;
  }
  journal.submit({ kind: "claim_lane", laneKey: lane.key, after: lane.tail, ...common }, ENTRY_BYTES, (outcome) => {
    if (!outcome.ok) return done(null);
    if (isOver()) return done({ ...NOTHING, isMore: true });
    if (outcome.result.kind === "owned_elsewhere") return done(NOTHING);
    const { deliveries } = outcome.result;
    const bytes = deliveries.reduce((sum, { event }) => sum + event.payload.length, 0);
    done({ deliveries, isMore: deliveries.length === limit || bytes >= CLAIM_BYTES_MAX, nextDue: null });
  });
}
