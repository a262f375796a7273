import type { ClaimEntry, ClaimLaneEntry, Entry, SettleEntry } from "../journal-entry.ts";
import { type Bringing, writeAccepts } from "./accept.ts";
import { type Batch, type Placed, targetsOf } from "./batch.ts";
import { writeClaim, writeClaimLane } from "./claim.ts";
import { together } from "./database.ts";
import { writeCancel, writeRetry } from "./intervene.ts";
import { type LaneId, type LeftAt, lockLanes } from "./lane-rows.ts";
import { lockItems } from "./moderate.ts";
import { writeSettles } from "./settle.ts";

/**
 * Writes a batch in few statements. What people do (cancel, retry) stands where it stands in the batch; between two of
 * those, settlements go first, then events, then claims in their order. That is an order in which the entries could
 * have come, and one that the engine's memory can follow:
 *
 * - a delivery and its settlement never share a batch, so no settlement misses what it settles;
 * - a claim sees what came before it, and perhaps what came with it: the engine then has it already, and its own
 *   arrival finds its place in the lane taken (`Lanes.#arriveInOrder`);
 * - whether an ordered delivery was the head is answered as the entries stood (`joinLanes`), since a lane that is told
 *   so sends at once.
 */
export async function writeTogether(batch: Batch, entries: readonly Placed<Entry>[]): Promise<void> {
  let segment: Placed<Entry>[] = [];
  for (const placed of entries) {
    const { entry, index } = placed;
    if (entry.kind !== "cancel" && entry.kind !== "retry") {
      segment.push(placed);
      continue;
    }
    await writeSegment(batch, segment);
    segment = [];
    batch.results[index] = entry.kind === "cancel" ? await writeCancel(batch, entry) : await writeRetry(batch, entry);
  }
  await writeSegment(batch, segment);
}

async function writeSegment(batch: Batch, segment: readonly Placed<Entry>[]): Promise<void> {
  const settles = segment.filter((placed): placed is Placed<SettleEntry> => placed.entry.kind === "settle");
  const accepts = segment.filter((placed): placed is Placed<Bringing> =>
    ["accept", "emit", "receive"].includes(placed.entry.kind),
  );
  await lockAhead(batch, segment);
  await lockItems(batch, segment);
  const settling = writeSettles(batch, settles);
  // Only an ordered lane asks what was settled before; without one, nothing waits for an answer.
  const leftAt = accepts.some(isOrdered) ? await settling : NOWHERE;
  await together([settling, writeAccepts(batch, accepts, leftAt)]);
  for (const { entry, index } of segment) {
    if (entry.kind === "claim") batch.results[index] = await writeClaim(batch, entry as ClaimEntry);
    if (entry.kind === "claim_lane") batch.results[index] = await writeClaimLane(batch, entry as ClaimLaneEntry);
  }
}

const NOWHERE: LeftAt = new Map();

function isOrdered({ entry }: Placed<Bringing>): boolean {
  for (const { laneKey } of targetsOf(entry)) if (laneKey !== null) return true;
  return false;
}

/**
 * Whether another node that is given the same is waited for before the lanes are joined (accept.ts, receive.ts). Lanes are
 * then locked before that, or the two could wait for each other.
 */
function waitsForTwins(entry: Entry): boolean {
  if (entry.kind === "emit") return entry.events.some(({ idempotency }) => idempotency !== null);
  return entry.kind === "receive" || (entry.kind === "accept" && entry.idempotency !== null);
}

/** Where more than one statement touches lanes, or one that does not lock them itself: all at once, in one order. */
async function lockAhead({ tx }: Batch, segment: readonly Placed<Entry>[]): Promise<void> {
  const lanes: LaneId[] = [];
  let statements = 0;
  let joins = 0;
  for (const { entry } of segment) {
    for (const { webhookNo, laneKey } of targetsOf(entry)) {
      if (laneKey === null) continue;
      lanes.push({ webhookNo, no: laneKey });
      joins = 1;
      if (waitsForTwins(entry)) statements += 1;
    }
    if ((entry.kind === "settle" || entry.kind === "claim_lane") && entry.laneKey !== null) {
      lanes.push({ webhookNo: entry.webhookNo, no: entry.laneKey });
      // A claim judges by its snapshot who lives: the lane is locked before, so that this is seen as it then is.
      statements += 2;
    }
  }
  if (statements + joins > 1) await lockLanes(tx, lanes);
}
