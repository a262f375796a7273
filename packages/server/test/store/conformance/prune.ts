import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DAY, type OpenStore, on, type Subject, seqs } from "./subject.ts";

async function pruneAll(it: Subject, before: number, limit = 100): Promise<void> {
  while (await it.store.prune(before, 0, limit));
}

export function pruning(open: OpenStore): void {
  describe("pruning", () => {
    test(
      "deletes an old event with its deliveries and attempts, and no younger one",
      on(open, async (it) => {
        const node = await it.join();
        const old = it.event({ targets: [it.target(1, { isClaimed: true }), it.target(2, { isClaimed: true })] });
        await it.accept(node, old);
        const ended = await it.store.deliveriesOf(old.seq);
        for (const { seq, webhookNo } of ended) {
          await it.settle(node, { webhookNo, seq }, { attempt: it.attempt(seq) });
        }
        it.now += DAY;
        const young = it.event();
        await it.accept(node, young);
        await pruneAll(it, it.now);
        assert.equal(await it.store.readEvent(null, old.seq), null);
        for (const { seq } of ended) {
          assert.equal(await it.store.readDelivery(seq), null);
          assert.deepEqual(await it.store.attemptsOf(seq), []);
        }
        assert.ok(await it.store.readEvent(null, young.seq));
      }),
    );

    test(
      "keeps an event while one of its deliveries is owed, and goes on behind it",
      on(open, async (it) => {
        const node = await it.join();
        const events = Array.from({ length: 60 }, () =>
          it.event({ targets: [it.target(1), it.target(2, { isClaimed: true })] }),
        );
        await it.store.commit(events.map((event) => it.acceptEntry(node, [event])));
        const gone = it.event({ targets: [] });
        await it.accept(node, gone);
        for (const event of events) await it.settle(node, { webhookNo: 2, seq: event.seq + 2n * 1024n });
        it.now += DAY;
        await pruneAll(it, it.now, 2);
        assert.equal(await it.store.readEvent(null, gone.seq), null, "behind sixty that are owed");
        for (const event of events) {
          const [owed, ended] = await it.store.deliveriesOf(event.seq);
          assert.deepEqual([owed?.status, ended?.status], [null, "success"]);
        }
        const { deliveries } = await it.claim(await it.join(), 1);
        assert.equal(deliveries.length, 60);
      }),
    );

    test(
      "comes back for what was owed before",
      on(open, async (it) => {
        const node = await it.join();
        const event = it.event({ targets: [it.target(1, { isClaimed: true })] });
        await it.accept(node, event);
        it.now += DAY;
        await pruneAll(it, it.now);
        assert.ok(await it.store.readEvent(null, event.seq));
        await it.settle(node, { webhookNo: 1, seq: event.seq + 1024n });
        await pruneAll(it, it.now);
        assert.equal(await it.store.readEvent(null, event.seq), null);
      }),
    );

    test(
      "frees an external_id with its event",
      on(open, async (it) => {
        const node = await it.join();
        await it.accept(node, it.event({ externalId: "x" }));
        it.now += DAY;
        await pruneAll(it, it.now);
        assert.equal((await it.accept(node, it.event({ externalId: "x" }))).kind, "accepted");
      }),
    );

    test(
      "ends what is owed to a deleted webhook, a slice at a time, whoever has it",
      on(open, async (it) => {
        const node = await it.join();
        const claimed = await it.owe(node, it.target(1, { isClaimed: true }));
        const waiting = await it.owe(node, it.target(1));
        const inLane = await it.owe(node, it.target(1, { laneKey: 4n }));
        const others = await it.owe(node, it.target(2));
        assert.equal(await it.store.endDeleted(1, it.now, 2), 2);
        assert.equal(await it.store.endDeleted(1, it.now, 2), 1);
        assert.equal(await it.store.endDeleted(1, it.now, 2), 0);
        for (const seq of [claimed, waiting, inLane]) {
          assert.equal((await it.store.readDelivery(seq))?.status, "cancelled");
        }
        assert.equal((await it.settle(node, { webhookNo: 1, seq: claimed })).kind, "lost");
        assert.deepEqual(seqs((await it.claim(node, 2)).deliveries), [others]);
      }),
    );
  });
}
