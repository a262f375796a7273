/** Each request at a receiver is an attempt in the hub's log, or one that a kill left unrecorded. */
import type { Arrival } from "../../../account/customers.ts";
import { arrivalsByDelivery, type Evidence, nameOf } from "../../../account/findings.ts";
import type { Delivery } from "../../../account/record.ts";

/** When the hub was killed: the signal was sent at `from`, the process was gone at `to`. Milliseconds since 1970. */
export interface Kill {
  from: number;
  to: number;
}

/** Two clocks that count whole milliseconds may be so far apart. */
const CLOCKS_MS = 5;
// As long as these take on a machine that has nothing else to do.
/** From the moment an attempt is dated to its first byte: building and signing it, in a process that has just begun. */
const BUILDING_MS = 200;
/** An answer must be on record long before this; the account shows what it was. */
const RECORDED_WITHIN_MS = 1_000;
/** What a dead process had already written may be read so much later. */
const READ_LATE_MS = 500;

/** The kills, and how many times as slow the machine was. */
export interface Killing {
  kills: readonly Kill[];
  slower: number;
}

interface RepeatsJudged {
  unrecorded: number;
  oldestUnrecordedMs: number;
  unexplained: string[];
}

export function judgeRepeats(evidence: Evidence, killed: Killing): RepeatsJudged {
  const judged: RepeatsJudged = { unrecorded: 0, oldestUnrecordedMs: 0, unexplained: [] };
  const arrivalsOf = arrivalsByDelivery(evidence);
  for (const delivery of evidence.deliveries) {
    const key = nameOf(delivery);
    judgeDelivery(delivery, arrivalsOf.get(key) ?? [], killed, judged);
    arrivalsOf.delete(key);
  }
  for (const key of arrivalsOf.keys()) judged.unexplained.push(`${key} arrived, and the hub knows nothing of it`);
  return judged;
}

function judgeDelivery(
  delivery: Delivery,
  arrivals: readonly Arrival[],
  { kills: all, slower }: Killing,
  judged: RepeatsJudged,
): void {
  const { log } = delivery;
  const complain = (what: string) => judged.unexplained.push(`${nameOf(delivery)}: ${what}`);
  const killed = { kills: [...all], slower };
  let next = 0;
  for (const [i, attempt] of log.entries()) {
    if (attempt.number !== i + 1) complain(`attempt ${i + 1} is numbered ${attempt.number}`);
    if (attempt.isSuccess !== (i === log.length - 1))
      complain(`attempt ${attempt.number} of ${log.length} is a ${attempt.isSuccess ? "success" : "failure"}`);
    // Those before it in time were never recorded.
    for (; next < arrivals.length && arrivals[next]!.at < attempt.startedAt - CLOCKS_MS; next++) {
      explainByKill(arrivals[next]!, killed, judged, complain);
    }
    const arrival = arrivals[next];
    const isIt =
      arrival !== undefined &&
      arrival.at <= attempt.endedAt + BUILDING_MS * slower &&
      arrival.status === attempt.statusCode;
    if (isIt) next += 1;
    else
      complain(`attempt ${attempt.number} (${attempt.statusCode}) is on record, and the receiver knows nothing of it`);
  }
  if (next < arrivals.length) complain(`came ${arrivals.length - next} times more after its success was on record`);
}

/** A kill explains one attempt of a delivery: one that was under way, or whose answer was not yet on record. */
function explainByKill(
  { at, answeredAt }: Arrival,
  { kills, slower }: { kills: Kill[]; slower: number },
  judged: RepeatsJudged,
  complain: (what: string) => void,
): void {
  judged.unrecorded += 1;
  const index = kills.findIndex(
    ({ from, to }) =>
      at <= to + READ_LATE_MS * slower &&
      (answeredAt ?? Number.POSITIVE_INFINITY) >= from - RECORDED_WITHIN_MS * slower,
  );
  if (index === -1) {
    complain(`a repeat of what came at ${new Date(at).toISOString()}, long before any kill`);
    return;
  }
  const [kill] = kills.splice(index, 1);
  if (answeredAt !== null) judged.oldestUnrecordedMs = Math.max(judged.oldestUnrecordedMs, kill!.from - answeredAt);
}
