/** Hubs that break a promise, built around the real one's ports: what the simulation must notice. */
import type { DatabaseSync } from "node:sqlite";
import type { Lease } from "../../src/engine/lease.ts";
import type { Engine } from "../../src/engine/requests.ts";
import type { Entry, OwedDelivery, Result, SettleEntry } from "../../src/store/journal-entry.ts";
import type { Writes } from "../../src/store/sqlite/core.ts";
import { type Store, StoreUnavailableError } from "../../src/store/store.ts";
import type { SimulatedEgress } from "./receivers.ts";

/** Answers an accept when it is handed in, not when it is durable. */
export function acknowledgesBeforeCommit(engine: Engine): Engine {
  return changed(engine, {
    accept: (request) =>
      new Promise((resolve, reject) => {
        const toAnswer: typeof request.toAnswer = (events) => {
          const answer = request.toAnswer(events);
          resolve({ answer, isReplayed: false });
          return answer;
        };
        engine.accept({ ...request, toAnswer }).then(resolve, reject);
      }),
  });
}

/** Says that a message is kept when it is handed in. */
export function acknowledgesMessagesBeforeCommit(engine: Engine): Engine {
  return changed(engine, {
    receive: (request) =>
      new Promise((resolve, reject) => {
        const toEvents: typeof request.toEvents = (messageSeq) => {
          resolve({ messageSeq, events: [] });
          return request.toEvents(messageSeq);
        };
        engine.receive({ ...request, toEvents }).then(resolve, reject);
      }),
  });
}

function changed(engine: Engine, change: Partial<Engine>): Engine {
  return {
    accept: (request) => engine.accept(request),
    receive: (request) => engine.receive(request),
    sendTest: (webhookNo) => engine.sendTest(webhookNo),
    cancel: (delivery) => engine.cancel(delivery),
    retry: (delivery) => engine.retry(delivery),
    isReady: () => engine.isReady(),
    stands: () => engine.stands(),
    report: () => engine.report(),
    ...change,
  };
}

/** Lets an ordered lane go on while its head waits for the next attempt. */
export function skipsTheHead(store: Store): Store {
  return withResults(store, (entry, result) => {
    const isRetry = entry.kind === "settle" && entry.laneKey !== null && entry.outcome.kind === "retry";
    // The engine reads the lane anew, and the head is left out.
    if (isRetry && result.kind === "settled") return { kind: "lost" };
    if (entry.kind !== "claim_lane" || !("deliveries" in result)) return result;
    return { ...result, deliveries: result.deliveries.filter(({ due }) => due <= entry.now) };
  });
}

/** Hands in every outcome a second time. */
export function settlesTwice(store: Store): Store {
  return {
    ...store,
    async commit(entries) {
      const again = entries.filter((entry) => entry.kind === "settle").map((entry) => ({ ...entry, attempt: null }));
      const results = await store.commit([...entries, ...again]);
      return results.slice(0, entries.length);
    },
  };
}

/** Gives out again what has ended, with the next that is claimed. */
export function sendsAgain(store: Store): Store {
  const given = new Map<bigint, OwedDelivery>();
  const ended = new Map<number, OwedDelivery>();
  return withResults(store, (entry, result) => {
    if (entry.kind === "settle" && result.kind === "settled" && result.ended !== null) {
      const delivery = given.get(entry.seq);
      if (delivery !== undefined) ended.set(entry.webhookNo, delivery);
    }
    if (entry.kind !== "claim" || !("deliveries" in result)) return result;
    for (const delivery of result.deliveries) given.set(delivery.seq, delivery);
    const again = ended.get(entry.webhookNo);
    return again === undefined ? result : { ...result, deliveries: [...result.deliveries, again] };
  });
}

/** Sends whether or not its lease holds, and lets go of nothing when it has lapsed. */
export const ignoresItsLease = {
  breakLease(lease: Lease): void {
    lease.holds = () => true;
  },
  breakEgress: (egress: SimulatedEgress): SimulatedEgress => ({
    send: ({ mayWrite: _, ...request }) => egress.send(request),
    cut: () => undefined,
  }),
};

/** Writes outcomes whoever has the delivery by now. */
export function settlesForAnybody(writes: Writes, db: DatabaseSync): Writes {
  const owner = db.prepare(
    `SELECT iif(q.lane_seq IS NULL, q.owner, l.owner) AS no, iif(q.lane_seq IS NULL, q.epoch, l.epoch) AS epoch
     FROM queue q LEFT JOIN lane l ON l.webhook_no = q.webhook_no AND l.lane_key = q.lane_key
     WHERE q.webhook_no = ? AND q.seq = ?`,
  );
  const nodeOf = ({ webhookNo, seq, node }: Extract<Entry, { kind: "settle" }>) => {
    const { no, epoch } = (owner.get(webhookNo, seq) ?? node) as { no: number | null; epoch: number | null };
    return no === null || epoch === null ? node : { no, epoch };
  };
  return {
    ...writes,
    commit: (entries) =>
      writes.commit(entries.map((entry) => (entry.kind === "settle" ? { ...entry, node: nodeOf(entry) } : entry))),
  };
}

/** Decides an item whatever has become of it since it was read. */
export function decidesWhateverItIs(writes: Writes, db: DatabaseSync): Writes {
  const present = db.prepare("SELECT rev FROM item WHERE id = ?");
  const atPresent = (entry: Entry): Entry => {
    if ((entry.kind !== "accept" && entry.kind !== "settle") || !entry.moderation) return entry;
    const items = entry.moderation.items.map((change) => {
      const row = change.rev === null ? undefined : (present.get(change.item.id) as { rev: number } | undefined);
      return row === undefined ? change : { ...change, rev: row.rev };
    });
    return { ...entry, moderation: { ...entry.moderation, items } };
  };
  return {
    ...writes,
    // One after the other, so that each sees what the one before has made.
    commit: (entries) => entries.flatMap((entry) => writes.commit([atPresent(entry)])),
  };
}

/** Ends a delivery first, and writes what was made of the item later, if it lives. */
export function decidesAfterwards(store: Store): Store {
  return {
    ...store,
    async commit(entries) {
      const results = await store.commit(entries.map((entry) => (isDeciding(entry) ? bare(entry) : entry)));
      const later = entries.filter((entry, index) => isDeciding(entry) && results[index]!.kind === "settled");
      for (const entry of later as SettleEntry[]) {
        const { events, moderation, version, now, node } = entry;
        await store.commit([
          { kind: "accept", version, events, idempotency: null, moderation: moderation!, now, node },
        ]);
      }
      return results;
    },
  };
}

function isDeciding(entry: Entry): entry is SettleEntry {
  return entry.kind === "settle" && entry.moderation !== undefined;
}

function bare({ moderation: _, ...entry }: SettleEntry): SettleEntry {
  return { ...entry, events: [] };
}

/** Does not say that another node has added to a lane. */
export function keepsMoreInLaneToItself(store: Store): Store {
  return withResults(store, (entry, result) => {
    const isSettled = entry.kind === "settle" && result.kind === "settled";
    return isSettled ? { ...result, isMoreInLane: false } : result;
  });
}

/** Gives up what was to be recorded when the store went away. */
export function dropsOutcomesWhileAway(store: Store): Store {
  const dropped = new Set<string>();
  // An outcome that waited for the store is handed in as of another time.
  const nameOf = (entry: Entry) => (entry.kind === "settle" ? `${entry.seq} ${entry.attempt?.seq}` : "");
  const lost = { kind: "lost" } as const;
  return {
    ...store,
    async commit(entries) {
      const kept = entries.filter((entry) => !dropped.has(nameOf(entry)));
      try {
        const results = [...(await store.commit(kept))];
        return entries.map((entry) => (dropped.has(nameOf(entry)) ? lost : results.shift()!));
      } catch (error) {
        if (error instanceof StoreUnavailableError) {
          for (const entry of entries) if (entry.kind === "settle") dropped.add(nameOf(entry));
        }
        throw error;
      }
    },
  };
}

function withResults(store: Store, change: (entry: Entry, result: Result) => Result): Store {
  return {
    ...store,
    async commit(entries) {
      const results = await store.commit(entries);
      return results.map((result, index) => change(entries[index]!, result));
    },
  };
}
