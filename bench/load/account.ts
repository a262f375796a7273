/** What has come at the receiver, of what was to come. */
import { createPayload, createReader } from "./payload.ts";

export interface Expectation {
  /** Events are numbered from here on; those before are not counted. */
  from: number;
  targets: number;
  /** Every event goes to every target; otherwise to the target that its number says. */
  isFannedOut: boolean;
  dataBytes: number;
  /**
   * 0: no order; else each first arrival must be the next of its lane, by the sequence that came with it. On 64 connections
   * nobody but the hub knows which event it took first.
   */
  orderingKeys: number;
  /** When each event was to be sent; without it no latencies are kept. */
  schedule?: { startsAt: number; perSecond: number };
}

export interface Received {
  /** Different deliveries, valid and in their place. */
  count: number;
  repeats: number;
  /** Requests with a wrong signature, a body that was never sent, or for another target. */
  invalid: number;
  /** First arrivals that were not the next of their lane. */
  disordered: number;
  /** When the last new one came, by `now`; 0: none. */
  lastAt: number;
  /** Milliseconds from the scheduled send to the arrival, in no order. */
  latencies: number[];
}

export interface Arrival {
  isSigned: boolean;
  target: number;
  /** Its place in its lane, from its header. */
  sequence: number | null;
  request: Buffer;
  dataAt: number;
  /** When it came, by `now`. */
  at: number;
}

/** More deliveries than any round has. */
const DELIVERIES_MAX = 20_000_000;

export interface Account {
  note(arrival: Arrival): void;
  tell(): Received;
}

export function createAccount(expected: Expectation): Account {
  const { from, targets, isFannedOut, schedule } = expected;
  const read = createReader(createPayload(expected.dataBytes));
  const seen = new Uint8Array(DELIVERIES_MAX);
  const latencies: number[] = [];
  const lastOf = new Map<string, number>();
  const counts = { count: 0, repeats: 0, invalid: 0, disordered: 0, lastAt: 0 };

  const isInPlace = (number: number, { target, sequence }: Arrival) => {
    if (expected.orderingKeys === 0) return true;
    if (sequence === null) return false;
    const lane = `${target}/${number % expected.orderingKeys}`;
    const last = lastOf.get(lane);
    lastOf.set(lane, sequence);
    return last === undefined || sequence === last + 1;
  };

  return {
    note(arrival) {
      const number = read(arrival.request, arrival.dataAt);
      // A late repeat of what another round sent.
      if (number >= 0 && number < from) return;
      const isMeant = isFannedOut || number % targets === arrival.target;
      if (number < 0 || !arrival.isSigned || !isMeant) {
        counts.invalid += 1;
        return;
      }
      const place = isFannedOut ? (number - from) * targets + arrival.target : number - from;
      if (seen[place] === 1) {
        counts.repeats += 1;
        return;
      }
      seen[place] = 1;
      if (!isInPlace(number, arrival)) counts.disordered += 1;
      counts.count += 1;
      counts.lastAt = Math.max(counts.lastAt, arrival.at);
      if (schedule === undefined) return;
      latencies.push(arrival.at - schedule.startsAt - ((number - from) * 1_000) / schedule.perSecond);
    },
    tell: () => ({ ...counts, latencies }),
  };
}
