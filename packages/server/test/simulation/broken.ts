/** Hubs that break a promise, built around the real one's ports: what the simulation must notice. */
import type { Engine } from "../../src/engine/requests.ts";
import type { Entry, OwedDelivery, Result } from "../../src/store/journal-entry.ts";
import type { Store } from "../../src/store/store.ts";

/** Answers an accept when it is handed in, not when it is durable. */
export function acknowledgesBeforeCommit(engine: Engine): Engine {
  return {
    accept: (request) =>
      new Promise((resolve, reject) => {
        const toAnswer: typeof request.toAnswer = (events) => {
          const answer = request.toAnswer(events);
          resolve({ answer, isReplayed: false });
          return answer;
        };
        engine.accept({ ...request, toAnswer }).then(resolve, reject);
      }),
    sendTest: (webhookNo) => engine.sendTest(webhookNo),
    cancel: (delivery) => engine.cancel(delivery),
    retry: (delivery) => engine.retry(delivery),
    isReady: () => engine.isReady(),
    report: () => engine.report(),
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

function withResults(store: Store, change: (entry: Entry, result: Result) => Result): Store {
  return {
    ...store,
    async commit(entries) {
      const results = await store.commit(entries);
      return results.map((result, index) => change(entries[index]!, result));
    },
  };
}
