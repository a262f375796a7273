import assert from "node:assert/strict";
import { test } from "node:test";
import { Follower, type StreamKind } from "../../src/http/stream/follower.ts";
import { Tail, type TailDeps } from "../../src/http/stream/tail.ts";

const SITE = { no: 1, id: 1n, name: "shop", contract: "generic", createdAt: 0 };

/** A tail whose clock and store a test has in its hand. */
function openTail() {
  const planned = new Set<() => void>();
  const types: string[] = [];
  let away = Promise.resolve();
  const row = (type: string, index: number) => ({
    ...{ seq: BigInt(index + 1) << 22n, siteNo: 1, type, version: 1, externalId: null, orderingKey: null },
    ...{ occurredAt: null, messageSeq: null, payload: "{}", targets: [] },
  });
  const deps = {
    catalogue: { now: { site: () => SITE, sourcesOf: () => [] } },
    engine: { isReady: () => true },
    clock: {
      now: () => 0,
      after: (_: number, run: () => void) => {
        planned.add(run);
        return { cancel: () => planned.delete(run) };
      },
    },
    store: {
      listEvents: async () => {
        await away;
        return { rows: types.map(row).reverse(), next: null };
      },
    },
    onLeft: () => undefined,
    onTrouble: (error: Error) => {
      throw error;
    },
  };
  const tail = new Tail(deps as unknown as TailDeps, SITE as never);
  const lookAgain = () => {
    assert.equal(planned.size, 1, "one look is to come");
    for (const run of planned) {
      planned.delete(run);
      run();
    }
  };
  /** Keeps the store from answering until the function that it returns is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    away = promise;
    return resolve;
  };
  return { tail, types, planned, lookAgain, hold };
}

const follower = (...kinds: StreamKind[]) =>
  new Follower({ kinds: new Set(kinds), webhookNo: null, type: null }, () => true);

const toldTo = ({ stream }: Follower): string => String(stream.read() ?? "");

test("who joins while the last of the others leaves is told what comes all the same", async () => {
  const { tail, types, planned, lookAgain, hold } = openTail();
  const first = follower("event");
  const second = follower("event", "message");
  await tail.join(first);
  const answer = hold();
  lookAgain();
  const joined = tail.join(second);
  tail.leave(first);
  answer();
  await joined;
  assert.match(toldTo(second), /event: hello/);
  types.push("order.created");
  lookAgain();
  while (planned.size === 0) await new Promise(setImmediate);
  assert.match(toldTo(second), /event: event\n.*\ndata: .*order\.created/);
});

test("who joins in the middle of a look does not have the store asked twice as often", async () => {
  const { tail, planned, lookAgain, hold } = openTail();
  const [first, second] = [follower("event"), follower("event")];
  await tail.join(first);
  const answer = hold();
  lookAgain();
  await tail.join(second);
  answer();
  await new Promise(setImmediate);
  assert.equal(planned.size, 1);
  tail.leave(first);
  tail.leave(second);
  assert.equal(planned.size, 0);
});
