/** What every dedupe store has to do. A store's own test opens one and calls this. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type DedupeStore, type Lease, WebhookEvent, WebhookHandler } from "../../src/index.ts";

/** Opens an empty store. Every store that one call opened shares what it remembers when `again` is called. */
export type OpenStore = () => Promise<{ store: DedupeStore; again?: () => Promise<DedupeStore>; close: () => unknown }>;

const leaseOf = (owner: string, nowMs: number): Lease => ({ owner, nowMs, untilMs: nowMs + 1000 });

export function conformStore(name: string, open: OpenStore): void {
  const check = (what: string, run: (store: DedupeStore, again: () => Promise<DedupeStore>) => Promise<void>) =>
    test(`${name}: ${what}`, async () => {
      const { store, again, close } = await open();
      try {
        await run(store, again ?? (async () => store));
      } finally {
        await close();
      }
    });

  check("of two who claim one key, one gets it", async (store) => {
    assert.deepEqual(await store.claim(["a", "b", "a"], leaseOf("one", 0)), ["claimed", "claimed", "busy"]);
    assert.deepEqual(await store.claim(["c", "a"], leaseOf("two", 0)), ["claimed", "busy"]);
    assert.deepEqual(await store.claim([], leaseOf("two", 0)), []);
  });

  check("of many who claim one key at once, one gets it", async (store, again) => {
    const stores = [store, await again(), await again()];
    const claims = await Promise.all(
      Array.from({ length: 30 }, (_, i) => stores[i % 3]!.claim(["x", "a"], leaseOf(`owner-${i}`, 0))),
    );
    for (const at of [0, 1]) assert.equal(claims.filter((claim) => claim[at] === "claimed").length, 1);
  });

  check("of copies that come to several processes at once, one is handled", async (store, again) => {
    const handled: string[] = [];
    const handlers = [store, await again(), await again()].map((one) =>
      new WebhookHandler({ store: one, log: null }).on("*", ({ eventId }) => handled.push(eventId)),
    );
    const event = new WebhookEvent({ eventId: "evt_1", eventType: "acme.done", platform: "acme", data: {} });
    await Promise.all(handlers.flatMap((handler) => [handler.handle(event), handler.handle(event)]));
    await Promise.all(handlers.map((handler) => handler.drain()));
    await Promise.all(handlers.map((handler) => handler.handle(event, { wait: true })));
    assert.deepEqual(handled, ["evt_1"]);
  });

  check("keys in any order at once end in no deadlock", async (store, again) => {
    const other = await again();
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
    const claims = await Promise.all([
      store.claim(keys, leaseOf("one", 0)),
      other.claim(keys.toReversed(), leaseOf("two", 0)),
    ]);
    const [one, two] = [claims[0]!, claims[1]!.toReversed()];
    for (let i = 0; i < keys.length; i++) assert.deepEqual([one[i], two[i]].sort(), ["busy", "claimed"]);
  });

  check("a completed key is done until it is purged", async (store) => {
    await store.claim(["a", "b"], leaseOf("one", 0));
    await store.complete(["a"], leaseOf("one", 500));
    assert.deepEqual(await store.claim(["a"], leaseOf("two", 10_000)), ["done"]);
    assert.equal(await store.purge(500), 0);
    assert.equal(await store.purge(501), 1);
    assert.deepEqual(await store.claim(["a"], leaseOf("two", 10_000)), ["claimed"]);
  });

  check(
    "a purge leaves a claim alone while it holds, and forgets one that ended and nobody came back for",
    async (store) => {
      await store.claim(["a"], leaseOf("one", 0));
      assert.equal(await store.purge(1000), 0);
      assert.deepEqual(await store.claim(["a"], leaseOf("two", 1)), ["busy"]);
      assert.equal(await store.purge(1001), 1);
      assert.deepEqual(await store.claim(["a"], leaseOf("two", 1)), ["claimed"]);
    },
  );

  check("a purge takes all that is old, however much that is, and nothing else", async (store) => {
    const keys = Array.from({ length: 2_500 }, (_, i) => `k${i}`);
    await store.claim(keys, leaseOf("one", 0));
    await store.complete(keys.slice(0, 2_400), leaseOf("one", 10));
    await store.complete(keys.slice(2_400), leaseOf("one", 20));
    assert.equal(await store.purge(20), 2_400);
    assert.deepEqual(await store.claim([keys[0]!, keys[2_400]!], leaseOf("two", 30)), ["claimed", "done"]);
  });

  check("a released key may be claimed again, a completed one not be released", async (store) => {
    await store.claim(["a", "b"], leaseOf("one", 0));
    await store.release(["a"], leaseOf("one", 1));
    await store.complete(["b"], leaseOf("one", 1));
    await store.release(["b"], leaseOf("one", 2));
    assert.deepEqual(await store.claim(["a", "b"], leaseOf("two", 2)), ["claimed", "done"]);
  });

  check("a claim ends by itself, and whoever lost it can end nothing any more", async (store) => {
    await store.claim(["a"], leaseOf("crashed", 0));
    assert.deepEqual(await store.claim(["a"], leaseOf("next", 999)), ["busy"]);
    assert.deepEqual(await store.claim(["a"], leaseOf("next", 1000)), ["claimed"]);
    await store.release(["a"], leaseOf("crashed", 1001));
    await store.complete(["a"], leaseOf("crashed", 1001));
    assert.deepEqual(await store.claim(["a"], leaseOf("third", 1001)), ["busy"]);
    await store.complete(["a"], leaseOf("next", 1002));
    assert.deepEqual(await store.claim(["a"], leaseOf("third", 9999)), ["done"]);
  });

  check("keys are told apart to the last character, whatever they hold", async (store) => {
    const keys = [
      "x|1",
      "x|1 ",
      "X|1",
      "x|1%",
      "x|_",
      "x|'",
      'x|"',
      "x|\\",
      "x|é",
      "x|e\u0301",
      `x|${"9".repeat(500)}`,
    ];
    const expected = keys.map(() => "claimed");
    assert.deepEqual(await store.claim(keys, leaseOf("one", 0)), expected);
    await store.complete(keys, leaseOf("one", 1));
    assert.deepEqual(
      await store.claim(keys, leaseOf("two", 2)),
      keys.map(() => "done"),
    );
  });

  check("whatever is done with it, it says what the rule says", async (store) => {
    let nowMs = 0;
    let round = 0;
    const step = fc.record({
      act: fc.constantFrom("claim", "complete", "release", "purge", "wait"),
      key: fc.constantFrom("a", "b"),
      owner: fc.constantFrom("one", "two"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        round++;
        const model = new Map<string, { owner: string; untilMs: number; isDone: boolean }>();
        for (const { act, key: name, owner } of steps) {
          const key = `${round}-${name}`;
          const lease = leaseOf(owner, nowMs);
          const known = model.get(key);
          if (act === "wait") nowMs += 600;
          if (act === "claim") {
            const expected =
              known === undefined || (!known.isDone && known.untilMs <= nowMs)
                ? "claimed"
                : known.isDone
                  ? "done"
                  : "busy";
            assert.deepEqual(await store.claim([key], lease), [expected]);
            if (expected === "claimed") model.set(key, { owner, untilMs: lease.untilMs, isDone: false });
          }
          if (act === "complete") {
            await store.complete([key], lease);
            if (known?.owner === owner) known.isDone = true;
          }
          if (act === "release") {
            await store.release([key], lease);
            if (known?.owner === owner && !known.isDone) model.delete(key);
          }
          if (act === "purge") {
            nowMs++;
            await store.purge(nowMs);
            for (const [one, { isDone, untilMs }] of model) if (isDone || untilMs < nowMs) model.delete(one);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
}
