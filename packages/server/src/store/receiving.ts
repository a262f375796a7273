/** What becomes of a message's events, once it is known which of them the site has already. Both engines go by it. */
import type { Message } from "../model/message.ts";
import type { LaneTicket, NewEvent, ReceivedFate, ReceiveEntry } from "./journal-entry.ts";

export interface ReceivedEvent {
  /** With the carried targets that it took on, behind its own. */
  event: NewEvent;
  carried: readonly number[];
}

/**
 * The events to be written, each by its place in the entry; undefined for a duplicate. Of a carried target, the first
 * new event among those it goes with takes it on.
 */
export function takeOn({ events, carried }: Pick<ReceiveEntry, "events" | "carried">, isNew: readonly boolean[]) {
  const bearers = carried.map(({ among }) => among.find((place) => isNew[place]));
  return events.map((event, place): ReceivedEvent | undefined => {
    if (!isNew[place]) return undefined;
    const taken = carried.flatMap((_, index) => (bearers[index] === place ? [index] : []));
    const more = taken.map((index) => carried[index]!.target);
    return { event: more.length === 0 ? event : { ...event, targets: [...event.targets, ...more] }, carried: taken };
  });
}

/** What is to be written of an entry. */
export interface Judged {
  message: Message;
  /** For each event of the entry: which one has its external id. It is its own if it is new. */
  holders: readonly bigint[];
  /** For each event of the entry; undefined for a duplicate. */
  written: readonly (ReceivedEvent | undefined)[];
}

export function judge(entry: ReceiveEntry, holders: readonly bigint[]): Judged {
  const { events, message } = entry;
  const isNew = events.map(({ seq }, place) => holders[place] === seq);
  const made = holders.filter((_, place) => isNew[place]);
  const repeated = new Set(holders.filter((_, place) => !isNew[place]));
  // Twins inside the message: there was none before.
  for (const seq of made) repeated.delete(seq);
  const verdict = events.length > 0 && made.length === 0 ? "duplicate" : message.verdict;
  return {
    message: { ...message, verdict, made, repeated: [...repeated] },
    holders,
    written: takeOn(entry, isNew),
  };
}

/** `tickets`: of each event that was written, in their order. */
export function fatesOf(
  { holders, written }: Judged,
  tickets: readonly (readonly (LaneTicket | null)[])[],
): ReceivedFate[] {
  let next = 0;
  return written.map((one, place): ReceivedFate => {
    if (one === undefined) return { kind: "duplicate", eventSeq: holders[place]! };
    next += 1;
    return { kind: "accepted", carried: one.carried, tickets: tickets[next - 1]! };
  });
}

/** The events that were written, as the fates tell, with their tickets. */
export function writtenOf(entry: Pick<ReceiveEntry, "events" | "carried">, fates: readonly ReceivedFate[]) {
  const events: NewEvent[] = [];
  const tickets: (readonly (LaneTicket | null)[])[] = [];
  for (const [place, fate] of fates.entries()) {
    if (fate.kind !== "accepted") continue;
    const { targets } = entry.events[place]!;
    const more = fate.carried.map((index) => entry.carried[index]!.target);
    events.push({ ...entry.events[place]!, targets: [...targets, ...more] });
    tickets.push(fate.tickets);
  }
  return { events, tickets };
}
