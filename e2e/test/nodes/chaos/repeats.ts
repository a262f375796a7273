/** Each request at a receiver is an attempt on record, or one that a fault left unrecorded. */
import type { Arrival } from "../../../account/customers.ts";
import { arrivalsByDelivery, type Evidence, nameOf } from "../../../account/findings.ts";
import type { Delivery, Recorded } from "../../../account/record.ts";
import type { Happened } from "./faults.ts";

/** From the moment an attempt is dated to its arrival, on two busy cores. */
const BUILDING_MS = 2_000;
/** A node goes by the database's time, and knows it as well as the answer to its question was quick. */
const CLOCKS_MS = 1_500;
/** An answer is on record long before this. */
const RECORDED_WITHIN_MS = 2_000;
/** What a process had already written may be read so much later. */
const READ_LATE_MS = 1_000;

/** Which node opened the connection from that port, the last before that time; -1 when none did. */
export type Whence = (port: number, at: number) => number;

export interface RepeatsJudged {
  /** Requests that came and are not on record, by the fault that explains them. */
  unrecorded: Record<string, number>;
  /** Of those, requests of a frozen node that were still read, or written, when it was woken. */
  onWaking: number;
  unexplained: string[];
}

export function judgeRepeats(evidence: Evidence, happened: readonly Happened[], whence: Whence): RepeatsJudged {
  const judged: RepeatsJudged = { unrecorded: {}, onWaking: 0, unexplained: [] };
  const arrivalsOf = arrivalsByDelivery(evidence);
  for (const delivery of evidence.deliveries) {
    const key = nameOf(delivery);
    judgeDelivery(delivery, arrivalsOf.get(key) ?? [], happened, whence, judged);
    arrivalsOf.delete(key);
  }
  for (const key of arrivalsOf.keys()) judged.unexplained.push(`${key} arrived, and the hub knows nothing of it`);
  return judged;
}

/** Whether one request and one attempt are all there is, so that nothing needs to be read of it. */
export function isPlain({ status, attempts }: Pick<Delivery, "status" | "attempts">, arrivals: readonly Arrival[]) {
  return status === "success" && attempts === 1 && arrivals.length === 1 && arrivals[0]!.status === 200;
}

function judgeDelivery(
  delivery: Delivery,
  arrivals: readonly Arrival[],
  happened: readonly Happened[],
  whence: Whence,
  judged: RepeatsJudged,
): void {
  if (isPlain(delivery, arrivals)) return;
  const complain = (what: string) => judged.unexplained.push(`${nameOf(delivery)}: ${what}`);
  if (delivery.log.length !== delivery.attempts)
    complain(`${delivery.attempts} attempts, and ${delivery.log.length} on record`);
  const left = [...arrivals];
  for (const [i, attempt] of delivery.log.entries()) {
    if (attempt.number !== i + 1) complain(`attempt ${i + 1} is numbered ${attempt.number}`);
    if (attempt.isSuccess !== (i === delivery.log.length - 1))
      complain(`attempt ${attempt.number} of ${delivery.log.length} is a ${attempt.isSuccess ? "success" : "failure"}`);
    const index = left.findIndex((arrival) => isIt(arrival, attempt));
    if (index >= 0) left.splice(index, 1);
    else
      complain(`attempt ${attempt.number} (${attempt.statusCode}, ${whenOf(attempt)}) is on record, and never arrived`);
  }
  for (const arrival of left) explain(arrival, happened, whence(arrival.port, arrival.at), judged, complain);
}

function whenOf({ startedAt, endedAt }: Recorded): string {
  return `${new Date(startedAt).toISOString()}, ${endedAt - startedAt} ms`;
}

function isIt({ at, status }: Arrival, { startedAt, endedAt, statusCode }: Recorded): boolean {
  return status === statusCode && at >= startedAt - CLOCKS_MS && at <= endedAt + BUILDING_MS;
}

/** Only what was under way at a node when something happened to that node, or to the database, may come again. */
function explain(
  arrival: Arrival,
  happened: readonly Happened[],
  node: number,
  judged: RepeatsJudged,
  complain: (what: string) => void,
): void {
  for (const one of happened) {
    const how = leftUnrecorded(arrival, one, node);
    if (how === null) continue;
    judged.unrecorded[one.fault.kind] = (judged.unrecorded[one.fault.kind] ?? 0) + 1;
    if (how === "on waking") judged.onWaking += 1;
    return;
  }
  complain(
    `what node ${node} sent at ${new Date(arrival.at).toISOString()} is not on record, and no fault explains it`,
  );
}

function leftUnrecorded(
  { at, answeredAt }: Arrival,
  { fault, from, to }: Happened,
  node: number,
): "under way" | "on waking" | null {
  if ("node" in fault && fault.node !== node) return null;
  const isOpenAt = (moment: number) =>
    at <= moment + READ_LATE_MS && (answeredAt ?? Number.POSITIVE_INFINITY) >= moment - RECORDED_WITHIN_MS;
  const isWithin = at <= to + READ_LATE_MS && (answeredAt ?? Number.POSITIVE_INFINITY) >= from - RECORDED_WITHIN_MS;
  switch (fault.kind) {
    case "kill":
      return isOpenAt(from) ? "under way" : null;
    case "freeze":
      if (isOpenAt(from)) return "under way";
      // Half written when it was frozen, or between the last look at the lease and the write.
      return at >= to - CLOCKS_MS && at <= to + READ_LATE_MS ? "on waking" : null;
    case "cut":
    case "database":
      return isWithin ? "under way" : null;
    // It ends what is under way and records it.
    case "restart":
      return null;
  }
}
