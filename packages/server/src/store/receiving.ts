/** What becomes of a message's events, once it is known which of them the site has already. Both engines go by it. */
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
