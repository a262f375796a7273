import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { NODE_COUNT } from "../../../src/model/ids.ts";
import { type OpenStore, on, TTL } from "./subject.ts";

export function nodes(open: OpenStore): void {
  describe("nodes", () => {
    test(
      "gives every living node a number of its own",
      on(open, async (it) => {
        const numbers = [];
        for (let index = 0; index < 5; index += 1) numbers.push((await it.join()).no);
        assert.deepEqual(numbers, [0, 1, 2, 3, 4]);
      }),
    );

    test(
      "extends a lease in time, and not once it has run out",
      on(open, async (it) => {
        const node = await it.join();
        it.now += TTL - 1;
        assert.equal(await it.store.renew(node, it.now, TTL), true);
        it.now += TTL - 1;
        assert.equal(await it.store.renew(node, it.now, TTL), true);
        it.now += TTL;
        assert.equal(await it.store.renew(node, it.now, TTL), false);
        assert.equal(await it.store.renew(node, it.now - 1, TTL), true, "judged at the time that is told");
      }),
    );

    test(
      "gives the number that has been free for longest, with the next epoch, which fences who had it before",
      on(open, async (it) => {
        const [left, old, kept] = [await it.join(), await it.join(), await it.join()];
        const seq = await it.owe(old, it.target(1, { isClaimed: true }));
        it.now += 1;
        await it.store.renew(kept, it.now, TTL);
        await it.store.leave(left);
        for (let no = 3; no < NODE_COUNT; no += 1) {
          assert.deepEqual(await it.join(), { no, epoch: 1 }, "never used before used");
        }
        const again = await it.join();
        assert.deepEqual(again, { no: left.no, epoch: left.epoch + 1 });
        await assert.rejects(it.join(), /All 1024/);

        it.now += TTL - 1;
        const next = await it.join();
        assert.deepEqual(next, { no: old.no, epoch: old.epoch + 1 });
        assert.equal(await it.store.renew(old, it.now, TTL), false);
        assert.equal((await it.settle(next, { webhookNo: 1, seq })).kind, "lost", "it has not claimed it");
        await it.freeDead();
        assert.deepEqual((await it.claim(old, 1)).deliveries, []);
        assert.equal((await it.claim(next, 1)).deliveries.length, 1);
        assert.equal((await it.settle(old, { webhookNo: 1, seq })).kind, "lost");
        await it.store.leave(old);
        assert.equal(await it.store.renew(next, it.now, TTL), true, "the old one cannot end the new one's lease");

        await it.store.leave(next);
        it.now += TTL;
        assert.equal((await it.join()).no, next.no, "left before the rest expired");
      }),
    );

    test(
      "frees at once what a node leaves behind",
      on(open, async (it) => {
        const [leaving, staying] = [await it.join(), await it.join()];
        await it.owe(leaving, it.target(1, { isClaimed: true }));
        await it.owe(leaving, it.target(2, { laneKey: 0n }));
        assert.equal((await it.claimLane(staying, 2, 0n)).kind, "owned_elsewhere");
        await it.store.leave(leaving);
        await it.freeDead();
        assert.equal((await it.claim(staying, 1)).deliveries.length, 1);
        assert.equal((await it.claimLane(staying, 2, 0n)).kind, "claimed");
        assert.equal(await it.store.renew(leaving, it.now, TTL), false);
      }),
    );
  });
}
